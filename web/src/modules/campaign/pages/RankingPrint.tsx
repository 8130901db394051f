import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { usePathParam, useUrlState } from '../../../ui/nav'
import { PrintPage } from '../../../ui/PrintPage'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { useNumbers } from '../parts/numbers'
import { division, n, pct, type Card } from '../parts/words'
import '../parts/campaign.css'

/** The ranking of a place on paper. */
export default function RankingPrint() {
  const id = usePathParam('id')
  const { data: card, error, refetch } = useQuery({
    queryKey: ['campaign', 'one', id],
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })),
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  return card ? <Sheet card={card} /> : <Skeleton active />
}

function Sheet({ card }: { card: Card }) {
  const [url] = useUrlState()
  const { data, still, error, refetch } = useNumbers(card, url.path ?? '')
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const rows = still
    ? [...data.children].sort((a, b) => (still.ranks[a.path] || 9e9) - (still.ranks[b.path] || 9e9))
    : [...data.children].sort((a, b) => b.rate - a.rate || b.done - a.done || a.reachedAt - b.reachedAt)
  return (
    <PrintPage title={t('campaign.print.heading', { title: card.title })} number={data.row.name}>
      <p style={{ textAlign: 'center', fontWeight: 700 }} className="num">{division(data.row)} {t('campaign.doubt', { share: pct(data.row.questionedRate) })}</p>
      <table className="num">
        <thead>
          <tr>
            <th>{t('campaign.rank')}</th>
            <th>{t(`campaign.level.${data.below}`)}</th>
            {(['due', 'done', 'rate', 'questioned'] as const).map((k) => <th key={k}>{t(`campaign.col.${k}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <tr key={r.path}>
              <td style={{ textAlign: 'center' }}>{still ? still.ranks[r.path] || '—' : i + 1}</td>
              <td>{r.name}</td>
              <td style={{ textAlign: 'right' }}>{n(r.due)}</td>
              <td style={{ textAlign: 'right' }}>{n(r.done)}</td>
              <td style={{ textAlign: 'right' }}>{pct(r.rate)}</td>
              <td style={{ textAlign: 'right' }}>{pct(r.questionedRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('campaign.rankRule')} {still ? t('campaign.frozenAt', { time: dateTime(still.frozenAt), name: still.frozenBy }) : t('ui.asOf', { time: dateTime(data.at) })}</p>
    </PrintPage>
  )
}
