import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../../api/client'

/** One hazard, and how everything that shows it hears of a change. */
export function useHazard(id: string) {
  const cache = useQueryClient()
  const query = useQuery({ queryKey: ['hazards', id], queryFn: () => must(api.GET('/api/v1/hazards/{id}', { params: { path: { id } } })), refetchInterval: 60_000 })
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['hazards'] })
    void cache.invalidateQueries({ queryKey: ['todos'] })
  }
  return { ...query, changed }
}
