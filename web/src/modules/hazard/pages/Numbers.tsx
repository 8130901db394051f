import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { Figure, percent } from '../../../ui/Figure'
import { t, tMaybe } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { Trend } from '../../../ui/Trend'
import { HeatMap } from '../parts/HeatMap'
import { RateTable } from '../parts/RateTable'
import type { Numbers as Data } from '../parts/numbers'
import '../parts/book.css'

/** 隐患态势: rates of an area, each with what it is of; by unit, category, agency and month. */
export default function Numbers() {
  const [url, set] = useUrlState()
  const query = { path: url.path ?? '', from: url.from ?? '', to: url.to ?? '' }
  const { data, error, refetch } = useQuery({
    queryKey: ['hazards', 'numbers', query],
    queryFn: () => must(api.GET('/api/v1/hazards/numbers', { params: { query } })),
    placeholderData: (was) => was,
    refetchInterval: 60_000,
  })
  return (
    <>
      <PageHeader
        title={t('hazardBook.numbers')} tag={data?.name} hint={t('hazardBook.numbersHint')}
        actions={
          <>
            <DatePicker picker="month" aria-label={t('hazardBook.from')} allowClear={false} value={data ? dayjs(`${data.from}-01`) : null} onChange={(d) => set({ from: d?.format('YYYY-MM') ?? '' })} />
            <DatePicker picker="month" aria-label={t('hazardBook.to')} allowClear={false} value={data ? dayjs(`${data.to}-01`) : null} onChange={(d) => set({ to: d?.format('YYYY-MM') ?? '' })} />
            <AreaTree by="path" value={url.path ?? ''} onChange={(v) => set({ path: v })} label={t('hazardBook.area')} />
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>{t('ui.print')}</Button>
            <Button href="/hazards/rechecks">{t('hazardBook.draws')}</Button>
          </>
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {data && <Body data={data} open={(path) => set({ path })} />}
    </>
  )
}

function Body({ data, open }: { data: Data; open: (path: string) => void }) {
  const s = data.total
  const at = data.at
  return (
    <>
      <section className="book-figures">
        <Figure label={t('hazardBook.found')} numerator={s.found} at={at} href="/hazards" />
        <Figure label={t('hazardBook.rectified')} numerator={s.closed} denominator={s.found} at={at} />
        <Figure label={t('hazardBook.onTime')} numerator={s.onTime} denominator={s.due} at={at} />
        <Figure label={t('hazardBook.majorListed')} numerator={s.listed} denominator={s.major} at={at} />
        <Figure label={t('hazardBook.recurred')} numerator={s.recurred} denominator={s.closed} at={at} />
        <Figure label={t('hazardBook.difference')} numerator={s.unfixed} denominator={s.checked} at={at} href="/hazards/rechecks" />
        <Figure label={t('hazardBook.overdue')} numerator={s.overdue} at={at} href="/hazards?tab=overdue" />
        <Figure label={t('hazardBook.majorOpen')} numerator={s.majorOpen} at={at} href="/hazards?tab=major" />
      </section>
      {s.found === 0 ? (
        <EmptyState title={t('hazardBook.numbersNone')} />
      ) : (
        <>
          {data.units.length > 0 && (
            <Panel title={t('hazardBook.byUnit')} extra={<span className="dim">{t('hazardBook.rankNote', { n: data.rankLeast })}</span>}>
              <RateTable rows={data.units} ranked open={open} label={t('hazardBook.byUnit')} />
            </Panel>
          )}
          {data.heat.length > 0 && (
            <Panel title={t('hazardBook.heat')} extra={<span className="dim">{t('hazardBook.heatHint')}</span>}>
              <HeatMap data={data} />
            </Panel>
          )}
          <div className="book-two">
            <Panel title={t('hazardBook.byCategory')}>
              <RateTable rows={data.categories} label={t('hazardBook.byCategory')} name={(k) => tMaybe(`hazardBook.category.${k}`) ?? k} />
            </Panel>
            <div>
              <Panel title={t('hazardBook.byAgency')}>
                <RateTable rows={data.agencies} label={t('hazardBook.byAgency')} name={(k) => tMaybe(`hazardBook.agency.${k}`) ?? k} />
              </Panel>
              <Panel title={t('hazardBook.trend')}>
                <Trend
                  width={520} label={`${t('hazardBook.trend')} ${t('hazardBook.rectified')}`} format={(v) => `${Math.round(v)}%`}
                  points={data.months.map((m) => ({ label: m.key.slice(5), value: m.found > 0 ? (100 * m.closed) / m.found : null }))}
                />
                <Months data={data} />
              </Panel>
            </div>
          </div>
        </>
      )}
    </>
  )
}

function Months({ data }: { data: Data }) {
  return (
    <div className="book-scroll" role="region" aria-label={t('hazardBook.trend')} tabIndex={0}>
      <table className="book-table">
        <thead>
          <tr>
            {(['month', 'found', 'closedIn', 'due', 'onTime', 'difference'] as const).map((k) => (
              <th key={k} scope="col">{t(`hazardBook.${k}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.months.map((m) => (
            <tr key={m.key}>
              <th scope="row">{m.key}</th>
              <td>{m.found}</td>
              <td>{m.closedIn}</td>
              <td>{m.due}</td>
              <td>{percent(m.onTime, m.due)}</td>
              <td>{percent(m.unfixed, m.checked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
