import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Drawer, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { lang, t } from '../../../ui/i18n'
import { can, useSession } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { required } from './Fields'

type Kind = components['schemas']['MediationKind']

/** The kinds of disputes: those of everywhere are read, those of one's own area are kept here. */
export function Kinds({ onClose }: { onClose: () => void }) {
  const { me } = useSession()
  const cache = useQueryClient()
  const [editing, setEditing] = useState<Kind | 'new'>()
  const { data, error, refetch } = useQuery({ queryKey: ['mediation', 'kinds'], queryFn: () => must(api.GET('/api/v1/mediation/kinds')) })
  const saved = () => {
    setEditing(undefined)
    void cache.invalidateQueries({ queryKey: ['mediation', 'kinds'] })
  }
  return (
    <Drawer open size={560} title={t('mediation.kinds')} onClose={onClose} extra={<Button type="primary" onClick={() => setEditing('new')}>{t('mediation.kindNew')}</Button>}>
      <p className="dim">{t('mediation.kindsHint')}</p>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      <ul className="mediation-kinds">
        {data?.items.map((k) => (
          <li key={k.code}>
            <span>
              {lang() === 'zh' ? k.name : k.nameEn || k.name} <span className="dim">{t('mediation.kindDays', { n: k.days ?? 0 })}</span>
            </span>
            {!k.active && <StatusTag hue="grey">{t('mediation.kindOff')}</StatusTag>}
            {can(me, 'mediation.oversee', k.path) ? (
              <Button size="small" aria-label={`${t('mediation.kindEdit')} ${k.name}`} onClick={() => setEditing(k)}>{t('mediation.kindEdit')}</Button>
            ) : (
              <span className="dim">{t('mediation.kindCommon')}</span>
            )}
          </li>
        ))}
      </ul>
      {editing && <KindForm kind={editing === 'new' ? undefined : editing} all={data?.items ?? []} onClose={() => setEditing(undefined)} onSaved={saved} />}
    </Drawer>
  )
}

interface FormProps {
  kind: Kind | undefined
  all: Kind[]
  onClose: () => void
  onSaved: () => void
}

/** The code of a new kind is made here: nobody ever reads it. */
const newCode = () => `own_${Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => b.toString(16).padStart(2, '0')).join('')}`

function KindForm({ kind: k, all, onClose, onSaved }: FormProps) {
  const { me } = useSession()
  const own = me.permissions['mediation.oversee']?.[0] ?? ''
  // How long one may take is a row of the norm register; a kind follows one of those in use.
  const terms = [...new Map(all.filter((x) => x.path === '/').map((x) => [x.daysKey ?? '', x])).values()]
  return (
    <FormDrawer<Kind>
      open width={480} title={t(k ? 'mediation.edit' : 'mediation.kindNew')} initial={k ?? { path: own, active: true, sort: 50, daysKey: 'mediation.days' }} onClose={onClose} onSaved={onSaved}
      submit={(v) => must(api.PUT('/api/v1/mediation/kinds', {
        body: { code: k?.code ?? newCode(), path: k?.path ?? v.path, name: v.name, nameEn: v.nameEn ?? '', daysKey: v.daysKey ?? '', moreKey: terms.find((x) => x.daysKey === v.daysKey)?.moreKey ?? '', sort: v.sort, active: v.active ?? false },
      }))}
    >
      {!k && (
        <Form.Item name="path" label={t('mediation.area')} rules={required}>
          <AreaTree by="path" label={t('mediation.area')} width="100%" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('mediation.kindName')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('mediation.kindNameEn')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="daysKey" label={t('mediation.kindTerm')} rules={required}>
        <Select options={terms.map((x) => ({ value: x.daysKey ?? '', label: `${t('mediation.kindDays', { n: x.days ?? 0 })}（${lang() === 'zh' ? x.name : x.nameEn}）` }))} />
      </Form.Item>
      <Form.Item name="sort" label={t('mediation.kindSort')}>
        <InputNumber min={0} max={999} precision={0} />
      </Form.Item>
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>{t('mediation.kindOn')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  )
}
