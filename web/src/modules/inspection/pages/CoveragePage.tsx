import { useQuery } from '@tanstack/react-query'
import { DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { Figure, percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { Trend } from '../../../ui/Trend'
import { Bar } from './Rounds'
import '../parts/inspection.css'

/** 排查覆盖率: how many schools were inspected in a time, by county and month. */
export default function CoveragePage() {
  const [url, set] = useUrlState()
  const query = { from: url.from ?? '', to: url.to ?? '', path: url.path ?? '' }
  const { data, error, refetch } = useQuery({
    queryKey: ['inspections', 'coverage', query],
    queryFn: () => must(api.GET('/api/v1/inspections/coverage', { params: { query } })),
    placeholderData: (was) => was,
    refetchInterval: 60_000,
  })
  return (
    <>
      <PageHeader
        title={t('inspection.coverage')}
        hint={t('inspection.coverageHint')}
        actions={
          <>
            <DatePicker.RangePicker
              picker="month"
              aria-label={t('inspection.month')}
              allowClear={false}
              value={data ? [dayjs(`${data.from}-01`), dayjs(`${data.to}-01`)] : null}
              onChange={(d) => set({ from: d?.[0]?.format('YYYY-MM') ?? '', to: d?.[1]?.format('YYYY-MM') ?? '' })}
            />
            <AreaTree by="path" value={query.path} onChange={(v) => set({ path: v })} label={t('inspection.area')} />
          </>
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <>
          <section className="insp-figures">
            <Figure label={t('inspection.either')} numerator={data.total.either} denominator={data.total.schools} at={serverNow()} />
            <Figure label={t('inspection.official')} numerator={data.total.inspected} denominator={data.total.schools} at={serverNow()} href="/inspections?own=no&state=submitted" />
            <Figure label={t('inspection.ownDone')} numerator={data.total.own} denominator={data.total.schools} at={serverNow()} href="/inspections?own=yes&state=submitted" />
            <Figure label={t('inspection.faultRate')} numerator={data.total.faults} denominator={data.total.items} at={serverNow()} />
          </section>
          {data.months.length > 1 && (
            <Panel title={t('inspection.byMonth')}>
              <Trend width={640} height={200} label={t('inspection.byMonth')} points={data.months.map((m) => ({ label: m.month.slice(5), value: m.inspected }))} format={(v) => t('inspection.schoolsN', { n: Math.round(v) })} />
            </Panel>
          )}
          <Panel title={t('inspection.byArea')}>
            <div className="insp-scroll" role="region" aria-label={t('inspection.byArea')} tabIndex={0}>
              <table className="insp-table">
                <thead>
                  <tr>
                    <th scope="col">{t('inspection.area')}</th>
                    <th scope="col">{t('inspection.official')}</th>
                    <th scope="col" className="num">{t('inspection.submittedN')}</th>
                    <th scope="col" className="num">{t('inspection.ownN')}</th>
                    <th scope="col" className="num">{t('inspection.dueN')}</th>
                    <th scope="col" className="num">{t('inspection.visits')}</th>
                    <th scope="col" className="num">{t('inspection.faults')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.areas.map((a) => (
                    <tr key={a.path}>
                      <th scope="row">
                        <a href={`/inspections/coverage?path=${encodeURIComponent(a.path)}`}>{a.name}</a>
                      </th>
                      <td>
                        <span className="num">{percent(a.inspected, a.schools)}</span>
                        <Bar done={a.inspected} of={a.schools} />
                      </td>
                      <td className="num">{a.inspected}</td>
                      <td className="num">{a.own}</td>
                      <td className="num">{a.schools}</td>
                      <td className="num">{a.visits + a.ownVisits}</td>
                      <td className="num">{a.faults}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Panel>
        </>
      )}
    </>
  )
}
