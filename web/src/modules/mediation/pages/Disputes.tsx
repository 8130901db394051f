import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { lang, t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { DisputeDetail } from '../parts/Detail'
import { EntryForm } from '../parts/EntryForm'
import { Kinds } from '../parts/Kinds'
import { Risk, risks, State, states, type Card } from '../parts/words'

/** The ledger of disputes. */
export default function Disputes() {
  const [, setUrl] = useUrlState()
  const [entering, setEntering] = useState(false)
  const cache = useQueryClient()
  const [kinds, setKinds] = useState(false)
  const oversees = useCan('mediation.oversee')
  const mayEnter = useCan('mediation.register')
  return (
    <>
      <PageHeader
        title={t('mediation.title')}
        hint={t('mediation.hint')}
        actions={
          <>
            {oversees && <Button onClick={() => setKinds(true)}>{t('mediation.kinds')}</Button>}
            {mayEnter && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setEntering(true)}>
                {t('mediation.register')}
              </Button>
            )}
          </>
        }
      />
      <Ledger<Card>
        id="mediation"
        load={(query) => must(api.GET('/api/v1/mediation/disputes', { params: { query } }))}
        rowKey={(c) => c.id}
        exportHref={(query) => `/api/v1/mediation/disputes/export?${new URLSearchParams(query as Record<string, string>).toString()}`}
        tabs={{
          key: 'state',
          items: [
            { value: '', label: t('mediation.all') },
            { value: 'open', label: t('mediation.open') },
            { value: 'late', label: t('mediation.late') },
            ...states.map((value) => ({ value, label: t(`mediation.states.${value}`) })),
          ],
        }}
        filters={[
          { key: 'risk', kind: 'select', label: t('mediation.risk'), options: risks.map((value) => ({ value, label: t(`mediation.risks.${value}`) })) },
          { key: 'path', kind: 'own', label: t('mediation.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('mediation.area')} /> },
          { key: 'q', kind: 'search', label: t('mediation.find'), width: 200 },
        ]}
        columns={[
          { key: 'day', title: t('mediation.day'), width: 110, render: (c) => <span className="num">{c.day}</span> },
          { key: 'school', title: t('mediation.school'), render: (c) => c.school },
          { key: 'kind', title: t('mediation.kind'), width: 180, render: (c) => (lang() === 'zh' ? c.kindName : c.kindNameEn || c.kindName) },
          { key: 'risk', title: t('mediation.risk'), width: 96, render: (c) => <Risk value={c.risk} /> },
          { key: 'owner', title: t('mediation.owner'), width: 120, render: (c) => c.owner || '—' },
          { key: 'due', title: t('mediation.due'), width: 110, render: (c) => <span className="num">{c.due || '—'}</span> },
          { key: 'state', title: t('mediation.state'), width: 170, render: (c) => <State card={c} /> },
        ]}
        drawerTitle={(c) => c?.no ?? t('mediation.one')}
        drawer={(id) => <DisputeDetail id={id} />}
        empty={{ title: t('mediation.empty'), hint: t('mediation.emptyHint') }}
      />
      {kinds && <Kinds onClose={() => setKinds(false)} />}
      <EntryForm
        open={entering}
        onClose={() => setEntering(false)}
        onSaved={(id) => {
          setEntering(false)
          void cache.invalidateQueries({ queryKey: ['mediation'] })
          setUrl({ open: id })
        }}
      />
    </>
  )
}
