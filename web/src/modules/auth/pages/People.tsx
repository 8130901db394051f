import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { PersonDrawer } from '../parts/PersonDrawer'
import { PersonForm } from '../parts/PersonForm'
import { SecretOnce, type Secret } from '../parts/SecretOnce'
import type { Person } from '../parts/types'
import { grantName, roleName } from '../parts/words'
import '../auth.css'

export default function People() {
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<Secret>()
  const cache = useQueryClient()
  const mayAdd = useCan('auth.people.manage')
  const seesSchools = useCan('org.view')
  const roles = useQuery({ queryKey: ['auth', 'roles'], queryFn: () => must(api.GET('/api/v1/auth/roles')), staleTime: 5 * 60_000 })
  const add = mayAdd && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('auth.people.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('auth.people.title')} hint={t('auth.people.hint')} actions={add} />
      <Ledger<Person>
        id="people"
        load={(q) => must(api.GET('/api/v1/people', { params: { query: q } }))}
        rowKey={(p) => p.id}
        filters={[
          { key: 'q', kind: 'search', label: t('auth.people.search') },
          { key: 'role', kind: 'select', label: t('auth.people.role'), options: (roles.data?.items ?? []).map((r) => ({ value: r.key, label: roleName(r.key) })) },
          { key: 'status', kind: 'select', label: t('auth.people.status'), width: 110, options: [
            { value: 'active', label: t('auth.people.active') },
            { value: 'disabled', label: t('auth.people.disabled') },
          ] },
          ...(seesSchools
            ? [{ key: 'schoolId', kind: 'own' as const, label: t('auth.people.school'), render: (value: string, set: (v: string) => void) => <div className="filter-school"><SchoolPicker value={value} onChange={set} label={t('auth.people.school')} /></div> }]
            : []),
        ]}
        columns={[
          { key: 'name', title: t('auth.people.name'), width: 160, render: (p) => <span className="cell-two">{p.name}<span className="dim">{p.login}</span></span> },
          { key: 'place', title: t('auth.people.place'), render: (p) => <span className="cell-two">{p.placeName || '—'}<span className="dim">{p.unit}</span></span> },
          { key: 'roles', title: t('auth.people.roles'), render: (p) => (p.grants.length ? p.grants.map((g) => <span key={g.id} className="role-line">{grantName(g)}</span>) : <span className="dim">—</span>) },
          { key: 'phone', title: t('auth.people.phone'), width: 140, render: (p) => <span className="num">{p.phone || '—'}</span> },
          { key: 'status', title: t('auth.people.status'), width: 90, render: (p) => <StatusTag hue={p.status === 'active' ? 'green' : 'grey'}>{t(`auth.people.${p.status}`)}</StatusTag> },
        ]}
        drawerTitle={(p) => p?.name}
        drawer={(id) => <PersonDrawer id={id} tell={setSecret} />}
        empty={{ title: t('auth.people.emptyTitle'), hint: t('auth.people.emptyHint'), action: add }}
      />
      <PersonForm
        open={adding}
        onClose={() => setAdding(false)}
        onSaved={() => {
          setAdding(false)
          void cache.invalidateQueries({ queryKey: ['people'] })
        }}
        tell={setSecret}
      />
      <SecretOnce secret={secret} close={() => setSecret(undefined)} />
    </>
  )
}
