import { useQuery } from '@tanstack/react-query'
import { DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { today } from '../parts/words'
import '../parts/inspection.css'

/** A month of visits; a day leads to its list. */
export default function CalendarPage() {
  const [url, set] = useUrlState()
  const month = url.month || today().slice(0, 7)
  const { data, error, refetch } = useQuery({
    queryKey: ['inspections', 'calendar', month],
    queryFn: () => must(api.GET('/api/v1/inspections/calendar', { params: { query: { month } } })),
    placeholderData: (was) => was,
  })
  const first = dayjs(`${month}-01`)
  const ahead = (first.day() + 6) % 7
  const days = new Map(data?.days.map((d) => [d.day, d]))
  return (
    <>
      <PageHeader
        title={t('inspection.calendar')}
        hint={t('inspection.calendarHint')}
        actions={<DatePicker picker="month" allowClear={false} aria-label={t('inspection.month')} value={first} onChange={(d) => set({ month: d?.format('YYYY-MM') ?? '' })} />}
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <Panel>
          <div className="insp-days">
            {(['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'] as const).map((d) => (
              <span key={d} className="head">
                {t(`inspection.week.${d}`)}
              </span>
            ))}
            {Array.from({ length: ahead }, (_, i) => (
              <span key={`x${i}`} className="head" />
            ))}
            {Array.from({ length: first.daysInMonth() }, (_, i) => {
              const day = first.date(i + 1).format('YYYY-MM-DD')
              const n = days.get(day)
              const cls = day === today() ? 'today' : undefined
              return n ? (
                <a key={day} className={cls} href={`/inspections?from=${day}&to=${day}`}>
                  <b className="num">{i + 1}</b>
                  <div>{t('inspection.visitsN', { n: n.total })}</div>
                  <div className="dim">{t('inspection.doneN', { n: n.done })}</div>
                </a>
              ) : (
                <div key={day} className={cls}>
                  <span className="num dim">{i + 1}</span>
                </div>
              )
            })}
          </div>
        </Panel>
      )}
    </>
  )
}
