import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { Figure, percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'

/** 联测完成率 of the month: the whole, and each county, which leads to its records. */
export function Rates({ month, path }: { month: string; path: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['joint-tests', 'rates', month],
    queryFn: () => must(api.GET('/api/v1/joint-tests/rates', { params: { query: { month } } })),
    refetchInterval: 10_000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />
  const link = (to: string) => `/joint-tests?${new URLSearchParams({ month, ...(to && { path: to }) }).toString()}`
  return (
    <section className="joint-rates">
      <Figure label={t('alarm.joint.rate')} numerator={data.sum.tested} denominator={data.sum.due} at={data.at} href={link('')} />
      {data.items.length > 1 && (
        <ul className="joint-counties" aria-label={t('alarm.joint.county')}>
          {data.items.map((c) => (
            <li key={c.path}>
              <a href={link(c.path)} aria-current={c.path === path ? 'true' : undefined}>
                <span>{c.name}</span>
                <b className="num">{percent(c.tested, c.due)}</b>
                <span className="dim num">
                  {c.tested} / {c.due}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
