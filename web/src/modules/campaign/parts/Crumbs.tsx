import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useSession } from '../../../ui/session'
import type { Card, Row } from './words'

/** Where one is: city › county › school; each above leads back up. */
export function Crumbs({ card, row, go }: { card: Card; row: Row; go: (path: string) => void }) {
  const { me } = useSession()
  const county = `/${row.path.split('/').filter(Boolean).slice(0, 3).join('/')}/`
  const inCounty = row.path !== county && row.path.length > county.length && county.length > card.path.length
  const mayUp = (path: string) => (me.permissions['campaign.view'] ?? []).some((a) => path.startsWith(a))
  const above = useQuery({
    queryKey: ['campaign', card.id, 'numbers', county], enabled: inCounty && mayUp(county), staleTime: 60_000,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/numbers', { params: { path: { id: card.id }, query: { path: county } } })),
  }).data
  if (row.path === card.path) return null
  return (
    <nav className="cam-crumbs" aria-label={t('campaign.where')}>
      {mayUp(card.path) && (
        <>
          <a href={`/campaigns/${card.id}`} onClick={(e) => { e.preventDefault(); go('') }}>{card.areaName}</a>
          <span aria-hidden="true">›</span>
        </>
      )}
      {inCounty && above && (
        <>
          <a href={`/campaigns/${card.id}?path=${encodeURIComponent(county)}`} onClick={(e) => { e.preventDefault(); go(county) }}>{above.row.name}</a>
          <span aria-hidden="true">›</span>
        </>
      )}
      <b>{row.name}</b>
    </nav>
  )
}
