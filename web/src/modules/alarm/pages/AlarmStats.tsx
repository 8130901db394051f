import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { PageHeader } from '../../../ui/PageHeader'
import { EmptyState, ErrorState, StaleBar } from '../../../ui/States'
import { date } from '../../../ui/time'
import { day, period } from '../parts/days'
import { behind, times } from '../parts/figures'
import { AckTable, CountyTable, Reasons } from '../parts/StatsTables'
import { AckHead, JointHead, ReachHead, TimeHead } from '../parts/StatsHeads'
import '../parts/stats.css'

/** How alarms were answered in a period, beside what the norm register asks. */
export default function AlarmStats() {
  const [url, setUrl] = useUrlState()
  const to = url.dayTo ?? date(serverNow())
  const from = url.dayFrom ?? date(serverNow() - 29 * day)
  const path = url.path ?? ''
  const query = { ...(period(from, to) as { from: number; to: number }), ...(path && { path }) }
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['alarm', 'stats', query],
    queryFn: () => must(api.GET('/api/v1/alarms/stats', { params: { query } })),
    placeholderData: (old) => old,
  })
  const last = (days: number) => setUrl({ dayFrom: date(serverNow() - (days - 1) * day), dayTo: date(serverNow()) })
  const book = `/api/v1/alarms/stats/export?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)])).toString()}`
  const lead = behind(from, to, path)
  return (
    <>
      <PageHeader title={t('alarm.proof.stats')} hint={t('alarm.proof.statsHint')} actions={<Button href={book} download>{t('alarm.proof.excel')}</Button>} />
      <div className="stats-period" role="search" aria-label={t('alarm.proof.period')}>
        <DatePicker.RangePicker
          aria-label={t('alarm.proof.period')}
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          onChange={(d) => d?.[0] && d[1] && setUrl({ dayFrom: d[0].format('YYYY-MM-DD'), dayTo: d[1].format('YYYY-MM-DD') })}
        />
        <AreaTree by="path" value={path} onChange={(v) => setUrl({ path: v })} label={t('alarm.proof.areaAll')} />
        <Button onClick={() => last(30)}>{t('alarm.proof.last30')}</Button>
        <Button onClick={() => last(90)}>{t('alarm.proof.quarter')}</Button>
        <Button onClick={() => last(365)}>{t('alarm.proof.year')}</Button>
      </div>
      {data && error && <StaleBar at={dataUpdatedAt} retry={() => void refetch()} />}
      {!data ? (
        error ? <ErrorState error={error} retry={() => void refetch()} /> : <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <>
          <div className="stats-heads">
            {times.map((name) => (
              <TimeHead key={name} name={name} data={data} />
            ))}
            <ReachHead data={data} />
            <AckHead data={data} />
            <JointHead month={to.slice(0, 7)} path={path} />
          </div>
          {data.all.alarms + data.all.help === 0 ? (
            <EmptyState title={t('alarm.proof.empty')} hint={t('alarm.proof.emptyHint')} />
          ) : (
            <>
              <CountyTable data={data} behind={lead} />
              <AckTable data={data} />
              <Reasons data={data} behind={lead} />
            </>
          )}
        </>
      )}
    </>
  )
}
