import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { faultWords, states, testHue, thisMonth, windowText, type TestCard } from '../parts/joint'
import { PlanActs } from '../parts/PlanActs'
import { Rates } from '../parts/Rates'
import { TestRecord } from '../parts/TestRecord'
import { span } from '../parts/words'
import '../parts/joint.css'

/** The month's joint tests: plan, tell the police, see what came of it. */
export default function JointTests() {
  const [url] = useUrlState()
  const mayPlan = useCan('alarm.test_plan')
  const month = url.month || thisMonth()
  const path = url.path ?? ''
  return (
    <>
      <PageHeader title={t('alarm.joint.title')} hint={t('alarm.joint.hint')} actions={mayPlan && <PlanActs month={month} path={path} />} />
      <Rates month={month} path={path} />
      <Ledger<TestCard>
        id="joint-tests"
        load={(query) => must(api.GET('/api/v1/joint-tests', { params: { query: { ...query, month } } }))}
        rowKey={(c) => c.id}
        every={5000}
        tabs={{ key: 'state', items: [{ value: '', label: t('alarm.joint.all') }, ...states.map((value) => ({ value, label: t(`alarm.joint.states.${value}`) }))] }}
        filters={[
          {
            key: 'month', kind: 'own', label: t('alarm.joint.month'),
            render: (_value, set) => (
              <DatePicker picker="month" aria-label={t('alarm.joint.month')} value={dayjs(`${month}-01`)} allowClear={false} onChange={(d) => set(d?.format('YYYY-MM') ?? '')} />
            ),
          },
          { key: 'path', kind: 'own', label: t('alarm.joint.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('alarm.joint.area')} /> },
          { key: 'q', kind: 'search', label: t('alarm.joint.find'), width: 220 },
        ]}
        columns={[
          { key: 'day', title: t('alarm.joint.day'), width: 180, render: (c) => <span className="num">{[c.day, windowText(c)].filter(Boolean).join(' ')}</span> },
          { key: 'school', title: t('alarm.joint.school'), render: (c) => c.schoolName },
          { key: 'button', title: t('alarm.joint.button'), width: 140, render: (c) => c.button },
          { key: 'station', title: t('alarm.joint.station'), width: 170, render: (c) => c.station || '—' },
          { key: 'accepted', title: t('alarm.joint.acceptedIn'), width: 96, align: 'right', render: (c) => span(c.t0, c.t2) || '—' },
          { key: 'arrived', title: t('alarm.joint.arrivedIn'), width: 110, align: 'right', render: (c) => span(c.t0, c.t5) || '—' },
          {
            key: 'state', title: t('alarm.joint.state'), width: 190,
            render: (c) => (
              <>
                <StatusTag hue={testHue[c.state]}>{t(`alarm.joint.states.${c.state}`)}</StatusTag>{' '}
                {c.unannounced && <StatusTag hue="orange">{t('alarm.joint.unannounced')}</StatusTag>} <span className="dim">{faultWords(c.faults)}</span>
              </>
            ),
          },
        ]}
        drawerTitle={(c) => (c ? `${c.schoolName} ${c.button}` : t('alarm.joint.record'))}
        drawer={(id) => <TestRecord id={id} />}
        empty={{ title: t('alarm.joint.empty'), hint: mayPlan ? t('alarm.joint.emptyHint') : t('alarm.joint.emptyOther') }}
      />
    </>
  )
}
