import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { useCan, useSession } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { Grants } from './Grants'
import { PersonActs } from './PersonActs'
import { PersonForm } from './PersonForm'
import type { Secret } from './SecretOnce'
import { Sessions } from './Sessions'

/** One person: facts, roles, log-ins, and what may be done about them. */
export function PersonDrawer({ id, tell }: { id: string; tell: (secret: Secret) => void }) {
  const [editing, setEditing] = useState(false)
  const cache = useQueryClient()
  const { me } = useSession()
  const { data: p, error, refetch } = useQuery({
    queryKey: ['people', 'one', id],
    queryFn: () => must(api.GET('/api/v1/people/{id}', { params: { path: { id } } })),
  })
  const mayManage = useCan('auth.people.manage', p?.path ?? '')
  const mayRevoke = useCan('auth.sessions.revoke', p?.path ?? '')
  const sessions = useQuery({
    queryKey: ['auth', 'sessions', id],
    queryFn: () => must(api.GET('/api/v1/people/{id}/sessions', { params: { path: { id } } })),
    enabled: mayRevoke,
  })
  const changed = () => cache.invalidateQueries({ queryKey: ['people'] })

  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!p) return <Skeleton active paragraph={{ rows: 8 }} />
  const has = (yes: boolean) => (yes ? t('auth.people.yes') : t('auth.people.no'))
  return (
    <>
      <FactList
        facts={[
          { label: t('auth.people.login'), value: p.login },
          { label: t('auth.people.status'), value: <StatusTag hue={p.status === 'active' ? 'green' : 'grey'}>{t(`auth.people.${p.status}`)}</StatusTag> },
          { label: t('auth.people.place'), value: p.placeName },
          { label: t('auth.people.unit'), value: p.unit },
          { label: t('auth.people.phone'), value: p.phone },
          { label: t('auth.people.created'), value: date(p.createdAt) },
          {
            label: t('auth.people.access'),
            value: `${t('auth.people.hasPassword')} ${has(p.hasPassword)} · ${t('auth.people.hasSecond')} ${has(p.secondFactor)} · ${t('auth.people.hasPin')} ${has(p.hasPin)}`,
            wide: true,
          },
        ]}
      />
      {mayManage && (
        <div className="acts drawer-part">
          <Button onClick={() => setEditing(true)}>{t('ui.edit')}</Button>
          {p.id !== me.person.id && <PersonActs person={p} tell={tell} changed={changed} />}
        </div>
      )}
      <Grants person={p} mayManage={mayManage && p.id !== me.person.id} changed={changed} />
      {mayRevoke && (
        <section className="drawer-part">
          <h3>{t('auth.people.sessions')}</h3>
          {sessions.error ? <ErrorState error={sessions.error} /> : sessions.data ? <Sessions items={sessions.data.items} /> : <Skeleton active title={false} />}
        </section>
      )}
      <PersonForm
        open={editing}
        person={p}
        tell={tell}
        reload={refetch}
        onClose={() => setEditing(false)}
        onSaved={() => {
          setEditing(false)
          void changed()
        }}
      />
    </>
  )
}
