import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { date, dateTime } from '../../../ui/time'
import { kindWord, percent, type Numbers } from './routine'

/** Held on time ÷ due: a place and what lies below it, in the order of the register. */
export function Rates() {
  const [url, setUrl] = useUrlState()
  const month = url.month || date(serverNow()).slice(0, 7)
  const path = url.path ?? ''
  const { data, error, refetch } = useQuery({
    queryKey: ['routine', 'numbers', path, month],
    queryFn: () => must(api.GET('/api/v1/routine/numbers', { params: { query: { path, from: month, to: month } } })),
    placeholderData: (old) => old,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <Panel title={data.sum.name}>
      <div className="routine-bar">
        <DatePicker picker="month" aria-label={t('routine.month')} value={dayjs(`${month}-01`)} allowClear={false} onChange={(d) => setUrl({ month: d?.format('YYYY-MM') ?? '' })} />
        {path && <Button onClick={() => setUrl({ path: '' })}>{t('ui.back')}</Button>}
      </div>
      <p className="dim">
        {t('routine.rateNote')} <span className="num">{dateTime(data.at)}</span>
      </p>
      {data.items.length === 0 && <EmptyState title={t('routine.empty')} />}
      <div className="routine-scroll">
        <table className="routine-table">
          <thead>
            <tr>
              <th scope="col">{data.sum.id ? t('routine.class') : data.items[0]?.id ? t('routine.school') : t('routine.county')}</th>
              {data.sum.shares.map((s) => (
                <th scope="col" className="r" key={s.kind}>
                  {kindWord(s.kind)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row n={data.sum} strong />
            {data.items.map((n) => (
              <Row key={n.path || n.id} n={n} {...(n.path && { open: () => setUrl({ path: n.path }, { push: true }) })} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function Row({ n, strong, open }: { n: Numbers; strong?: boolean; open?: () => void }) {
  return (
    <tr>
      <td>
        {open ? (
          <Button type="link" style={{ padding: 0 }} onClick={open}>
            {n.name}
          </Button>
        ) : strong ? (
          <b>{n.name}</b>
        ) : (
          n.name
        )}
      </td>
      {n.shares.map((s) => (
        <td className="r" key={s.kind}>
          {percent(s.held, s.due)}
          <small>
            {s.due > 0 && t('routine.rate', { held: s.held, due: s.due })} {s.late > 0 && t('routine.rateLate', { n: s.late })}
          </small>
        </td>
      ))}
    </tr>
  )
}
