import { App, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ModeTag, StatusTag } from '../../../ui/Tags'
import { PlanForm } from '../parts/PlanForm'
import { hue, scenarios, scenarioWord, states, thisMonth, took, when, type Card } from '../parts/words'
import '../parts/drill.css'

/** The ledger of drills: a school's own year, or an area's. */
export default function Drills() {
  const mayPlan = useCan('drill.plan')
  const go = useGo()
  return (
    <>
      <PageHeader
        title={t('drill.title')}
        tag={<ModeTag value="drill" />}
        hint={t('drill.hint')}
        actions={
          mayPlan && (
            <>
              <PlanYear />
              <PlanForm saved={(id) => go(`/drills/${id}`)} />
            </>
          )
        }
      />
      <Ledger<Card>
        id="drills"
        load={(query) => must(api.GET('/api/v1/drills', { params: { query } }))}
        rowKey={(c) => c.id}
        rowHref={(c) => `/drills/${c.id}`}
        every={10_000}
        exportHref={(query) => `/api/v1/drills/export?${new URLSearchParams(query as Record<string, string>).toString()}`}
        tabs={{ key: 'state', items: [{ value: '', label: t('drill.all') }, ...states.map((value) => ({ value, label: t(`drill.state.${value}`) }))] }}
        filters={[
          {
            key: 'month', kind: 'own', label: t('drill.month'),
            render: (value, set) => <DatePicker picker="month" aria-label={t('drill.month')} value={value ? dayjs(`${value}-01`) : null} onChange={(d) => set(d?.format('YYYY-MM') ?? '')} />,
          },
          { key: 'scenario', kind: 'select', label: t('drill.scenarioName'), options: scenarios.map((value) => ({ value, label: t(`drill.scenario.${value}`) })) },
          { key: 'path', kind: 'own', label: t('drill.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('drill.area')} /> },
          { key: 'q', kind: 'search', label: t('drill.find'), width: 220 },
        ]}
        columns={[
          { key: 'day', title: t('drill.date'), width: 150, render: (c) => <span className="num">{when(c)}</span> },
          { key: 'school', title: t('drill.school'), render: (c) => c.schoolName },
          { key: 'title', title: t('drill.planTitle'), render: (c) => c.title },
          { key: 'scenario', title: t('drill.scenarioName'), width: 120, render: (c) => scenarioWord(c.scenario) },
          { key: 'form', title: t('drill.formName'), width: 90, render: (c) => t(`drill.form.${c.form}`) },
          { key: 'evac', title: t('drill.evac'), width: 96, align: 'right', render: (c) => took(c.evacMs) },
          {
            key: 'state', title: t('drill.stateName'), width: 170,
            render: (c) => (
              <>
                <StatusTag hue={hue[c.state]}>{t(`drill.state.${c.state}`)}</StatusTag> {c.valid && <span className="dim">{t('drill.valid')}</span>}
              </>
            ),
          },
        ]}
        empty={{ title: t('drill.empty'), hint: mayPlan ? t('drill.emptyHint') : t('drill.emptyOther') }}
      />
    </>
  )
}

/** One click for the months of this year that still have no drill. */
function PlanYear() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  return (
    <ConfirmAct
      danger={false}
      act={t('drill.planYear')}
      name={thisMonth().slice(0, 4)}
      consequence={t('drill.planYearHint')}
      onConfirm={async () => {
        const mine = (await must(api.GET('/api/v1/schools', { params: { query: { limit: 1 } } }))) as { items: { id: string }[] | null }
        const made = await must(api.POST('/api/v1/drills/year', { body: { schoolId: mine.items?.[0]?.id ?? '', year: Number(thisMonth().slice(0, 4)) } }))
        void message.success(made.placed > 0 ? t('drill.planYearDone', { n: made.placed }) : t('drill.planYearNone'))
        await cache.invalidateQueries({ queryKey: ['drills'] })
      }}
    />
  )
}
