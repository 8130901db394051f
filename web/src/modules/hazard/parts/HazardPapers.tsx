import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import './book.css'

const hue: Record<string, Hue> = { issued: 'orange', served: 'blue', received: 'green', withdrawn: 'grey' }

/** A listing is answered by its plan and its reports, not by a reply. */
const noReply = new Set(['hazard.listing', 'hazard.delisting'])

/** The papers in which a hazard stands, and those the actor's agency could issue. */
export function HazardPapers({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['hazards', id, 'papers'],
    queryFn: () => must(api.GET('/api/v1/hazards/{id}/papers', { params: { path: { id } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 2 }} />
  return (
    <div>
      {data.items.length === 0 && <p className="dim">{t('hazardBook.papersNone')}</p>}
      <ul className="book-papers">
        {data.items.map((p) => (
          <li key={p.id}>
            <a href={`/papers/${p.id}`}>{p.title}</a> <span className="num">{p.number}</span> <span className="dim num">{date(p.issuedAt)}</span>{' '}
            <StatusTag hue={hue[p.state] ?? 'grey'}>{t(`paper.states.${p.state}`)}</StatusTag>{' '}
            {!noReply.has(p.kind) && p.state !== 'withdrawn' && <a href={`/papers/${p.id}/reply`}>{t('hazardBook.reply')}</a>}
          </li>
        ))}
      </ul>
      {data.noMark && (
        <Alert
          type="warning" showIcon title={t('hazardBook.noMark')} action={<Button size="small" href="/papers/marks">{t('hazardBook.setMark')}</Button>}
        />
      )}
      <div className="book-acts">
        {data.offers.map((o) => (
          <Button key={o.kind} href={`/hazards/${id}/notice?kind=${o.kind}`}>
            {t('hazardBook.issue', { title: o.title })}
          </Button>
        ))}
      </div>
    </div>
  )
}
