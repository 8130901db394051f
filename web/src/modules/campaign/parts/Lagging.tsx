import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { Rate } from './Tables'
import { n, type Card } from './words'

/** Schools below what is expected by now, the worst first. */
export function Lagging({ card }: { card: Card }) {
  const [url] = useUrlState()
  const path = url.path ?? ''
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign', card.id, 'lagging', path], refetchInterval: 10_000,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/lagging', { params: { path: { id: card.id }, query: { path } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  return (
    <Panel title={t('campaign.laggingTitle', { n: data.items.length, below: data.below })}>
      {data.items.length === 0 ? (
        <EmptyState title={t('campaign.noLagging')} />
      ) : (
        <div className="cam-scroll" tabIndex={0} role="region" aria-label={t('campaign.tabs.lagging')}>
          <table className="cam-table">
            <thead>
              <tr>
                <th scope="col" className="cam-left">{t('campaign.level.school')}</th>
                {(['due', 'done', 'rate'] as const).map((k) => <th scope="col" key={k}>{t(`campaign.col.${k}`)}</th>)}
                <th scope="col">{t('campaign.fact.open')}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((r) => (
                <tr key={r.path}>
                  <th scope="row" className="cam-left"><a href={`/campaigns/${card.id}?path=${encodeURIComponent(r.path)}`}>{r.name}</a></th>
                  <td>{n(r.due)}</td>
                  <td>{n(r.done)}</td>
                  <td><Rate row={r} /></td>
                  <td>{n(r.due - r.done)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="dim cam-note">{t('campaign.laggingHint')}</p>
    </Panel>
  )
}
