import { useQuery } from '@tanstack/react-query'
import { DatePicker, Radio, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { Trend } from '../../../ui/Trend'
import { Figure, percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { thisMonth, took, type Rate } from '../parts/words'
import '../parts/drill.css'

/** 月演练开展率, who is missing, how quick schools are and whether they get quicker. */
export default function DrillStats() {
  const [url, set] = useUrlState()
  const month = url.month || thisMonth()
  const path = url.path ?? ''
  const by = url.by === 'school' ? 'school' : 'county'
  const { data, error, refetch } = useQuery({
    queryKey: ['drills', 'rates', month, path, by],
    queryFn: () => must(api.GET('/api/v1/drills/rates', { params: { query: { month, path, by } } })),
    placeholderData: (was) => was,
    refetchInterval: 30_000,
  })
  const link = (more: Record<string, string>) => `/drills?${new URLSearchParams({ month, ...(path && { path }), ...more }).toString()}`
  return (
    <>
      <PageHeader
        title={t('drill.compliance')}
        hint={t('drill.complianceHint')}
        actions={
          <>
            <DatePicker picker="month" aria-label={t('drill.month')} allowClear={false} value={dayjs(`${month}-01`)} onChange={(d) => set({ month: d?.format('YYYY-MM') ?? '' })} />
            <AreaTree by="path" value={path} onChange={(v) => set({ path: v })} label={t('drill.area')} />
            <Radio.Group optionType="button" value={by} onChange={(e) => set({ by: e.target.value as string })} options={[{ value: 'county', label: t('drill.byCounty') }, { value: 'school', label: t('drill.bySchool') }]} />
          </>
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && (
        <>
          <section className="drill-figures">
            <Figure label={t('drill.rate')} numerator={data.sum.done} denominator={data.sum.due} at={data.at} href={link({})} />
            <div className="figure">
              <span className="dim">{t('drill.evacMean')}</span>
              <div className="figure-value">{took(data.sum.evacMs)}</div>
              <span className="dim num">{t('ui.asOf', { time: dateTime(data.at) })}</span>
            </div>
            <Figure label={t('drill.joinRate')} numerator={data.sum.present} denominator={data.sum.enrolled} at={data.at} />
            <Figure label={t('drill.short')} numerator={data.sum.short} denominator={data.sum.due} at={data.at} />
          </section>
          <div className="drill-stats">
            <Panel title={by === 'county' ? t('drill.byCounty') : t('drill.bySchool')}>
              <Table rows={data.items} by={by} open={(r) => set(by === 'county' ? { path: r.path, by: 'school' } : { path: r.path })} />
            </Panel>
            <div>
              <AreaTrend month={month} path={path} />
              <Panel title={t('drill.missingSchools')} extra={<b className="num">{data.missing.length}</b>}>
                {data.missing.length === 0 && <p className="dim">{t('drill.missingNone')}</p>}
                <ul className="drill-missing">
                  {data.missing.map((r) => (
                    <li key={r.id}>
                      <span>{r.name}</span> <span className="dim">{r.county}</span>
                    </li>
                  ))}
                </ul>
              </Panel>
            </div>
          </div>
        </>
      )}
    </>
  )
}

function Table({ rows, by, open }: { rows: Rate[]; by: string; open: (r: Rate) => void }) {
  return (
    <div className="drill-scroll" role="region" aria-label={by === 'county' ? t('drill.byCounty') : t('drill.bySchool')} tabIndex={0}>
    <table className="drill-roll">
      <thead>
        <tr>
          <th scope="col">{by === 'county' ? t('drill.county') : t('drill.school')}</th>
          <th scope="col">{t('drill.rate')}</th>
          <th scope="col">{t('drill.done')}</th>
          <th scope="col">{t('drill.due1')}</th>
          <th scope="col">{t('drill.evacMean')}</th>
          <th scope="col">{t('drill.joinRate')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.filter((r) => by === 'county' || r.due > 0).map((r) => (
          <tr key={r.id} className={by === 'school' && r.done === 0 ? 'wait' : undefined}>
            <th scope="row">
              <button type="button" className="drill-link" onClick={() => open(r)}>
                {r.name}
              </button>
            </th>
            <td className="num">{by === 'county' ? percent(r.done, r.due) : t(r.done > 0 ? 'drill.done' : 'drill.notYet')}</td>
            <td className="num">{by === 'county' ? r.done : r.n}</td>
            <td className="num">{by === 'county' ? r.due : r.owes}</td>
            <td className="num">{took(r.evacMs)}</td>
            <td className="num">{percent(r.present, r.enrolled)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    </div>
  )
}

function AreaTrend({ month, path }: { month: string; path: string }) {
  const { data } = useQuery({
    queryKey: ['drills', 'trend', path, month],
    queryFn: () => must(api.GET('/api/v1/drills/trend', { params: { query: { month, path } } })),
  })
  return (
    <Panel title={t('drill.trend')}>
      {data && data.items.some((p) => p.n > 0) ? (
        <Trend width={460} label={t('drill.trend')} points={data.items.map((p) => ({ label: p.month.slice(5), value: p.n > 0 ? p.evacMs / 1000 : null }))} format={(v) => t('drill.secondsShort', { n: Math.round(v) })} />
      ) : (
        <p className="dim">{t('drill.trendNone')}</p>
      )}
    </Panel>
  )
}
