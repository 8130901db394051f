import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import type { Card, FrozenNumbers, Numbers } from './words'

/** How a place stands: as it was frozen, or as it stands now and comes along. */
export function useNumbers(card: Card, path: string) {
  const frozen = card.frozenAt > 0
  const live = useQuery({
    queryKey: ['campaign', card.id, 'numbers', path], enabled: !frozen, placeholderData: (old) => old,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/numbers', { params: { path: { id: card.id }, query: { path } } })),
    refetchInterval: card.state === 'running' ? 3000 : 15_000,
  })
  const kept = useQuery({
    queryKey: ['campaign', card.id, 'frozen', path], enabled: frozen, placeholderData: (old) => old,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/frozen', { params: { path: { id: card.id }, query: { path } } })),
  })
  const q = frozen ? kept : live
  return { data: q.data as Numbers | undefined, still: frozen ? (kept.data as FrozenNumbers | undefined) : undefined, error: q.error, refetch: q.refetch }
}
