import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { PlanForm } from '../parts/PlanForm'
import { agencyWord, hue, kinds, states, type Card } from '../parts/words'
import '../parts/inspection.css'

/** Visits: a department's, an area's, or a school's own. */
export default function Visits() {
  const takes = useCan('inspection.take')
  const self = useCan('inspection.self')
  const go = useGo()
  return (
    <>
      <PageHeader
        title={t('inspection.title')}
        hint={t('inspection.hint')}
        actions={
          <>
            {takes && <PlanForm saved={(id) => go(`/inspections/visits/${id}`)} />}
            {self && <PlanForm own saved={(id) => go(`/inspections/visits/${id}`)} />}
          </>
        }
      />
      <Ledger<Card>
        id="inspections"
        load={(query) => must(api.GET('/api/v1/inspections/visits', { params: { query } }))}
        rowKey={(c) => c.id}
        rowHref={(c) => `/inspections/visits/${c.id}`}
        every={15_000}
        tabs={{ key: 'state', items: [{ value: '', label: t('inspection.all') }, ...states.map((value) => ({ value, label: t(`inspection.state.${value}`) }))] }}
        filters={[
          {
            key: 'from', kind: 'own', label: t('inspection.day'),
            render: (value, set) => <DatePicker aria-label={t('inspection.since')} placeholder={t('inspection.since')} value={value ? dayjs(value) : null} onChange={(d) => set(d?.format('YYYY-MM-DD') ?? '')} />,
          },
          { key: 'kind', kind: 'select', label: t('inspection.kindName'), options: kinds.map((value) => ({ value, label: t(`inspection.kind.${value}`) })) },
          ...(takes ? [{ key: 'path', kind: 'own' as const, label: t('inspection.area'), render: (v: string, set: (v: string) => void) => <AreaTree by="path" value={v} onChange={set} label={t('inspection.area')} /> }] : []),
          { key: 'q', kind: 'search', label: t('inspection.find'), width: 220 },
        ]}
        columns={[
          { key: 'day', title: t('inspection.day'), width: 110, render: (c) => <span className="num">{c.day}</span> },
          { key: 'school', title: t('inspection.school'), render: (c) => c.schoolName },
          { key: 'title', title: t('inspection.titleName'), render: (c) => c.title },
          { key: 'kind', title: t('inspection.kindName'), width: 120, render: (c) => t(`inspection.kind.${c.kind}`) },
          { key: 'lead', title: t('inspection.lead'), width: 150, render: (c) => `${c.leadName}（${agencyWord(c.leadAgency)}）` },
          { key: 'answered', title: t('inspection.progress'), width: 90, align: 'right', render: (c) => <span className="num">{c.answered} / {c.total}</span> },
          { key: 'faults', title: t('inspection.faults'), width: 70, align: 'right', render: (c) => <span className="num">{c.faults + c.partly || '—'}</span> },
          {
            key: 'state', title: t('inspection.stateName'), width: 150,
            render: (c) => (
              <>
                <StatusTag hue={hue[c.state]}>{t(`inspection.state.${c.state}`)}</StatusTag> {c.hidden && c.state === 'planned' && <span className="dim">{t('inspection.hiddenTag')}</span>}
              </>
            ),
          },
        ]}
        empty={{ title: t('inspection.empty'), hint: t(self ? 'inspection.emptySelf' : 'inspection.emptyHint') }}
      />
    </>
  )
}
