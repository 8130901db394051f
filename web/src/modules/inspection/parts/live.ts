import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, must } from '../../../api/client'

/** A visit with its answers, read anew at each hint that it has changed, and every 15 s should one get lost. */
export function useVisit(id: string) {
  const cache = useQueryClient()
  useEffect(() => {
    const source = new EventSource('/api/v1/realtime?topics=inspections')
    source.addEventListener('inspections', (e) => {
      const { id: changed } = JSON.parse((e as MessageEvent<string>).data) as { id: string }
      if (changed === id) void cache.invalidateQueries({ queryKey: ['inspections', 'one', id] })
    })
    source.addEventListener('hello', () => void cache.invalidateQueries({ queryKey: ['inspections', 'one', id] }))
    return () => source.close()
  }, [cache, id])
  const kit = useQuery({
    queryKey: ['inspections', 'one', id, 'kit'],
    queryFn: () => must(api.GET('/api/v1/inspections/visits/{id}/kit', { params: { path: { id } } })),
    refetchInterval: 15_000,
  })
  const page = useQuery({
    queryKey: ['inspections', 'one', id, 'page'],
    queryFn: () => must(api.GET('/api/v1/inspections/visits/{id}', { params: { path: { id } } })),
    refetchInterval: 15_000,
  })
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['inspections'] })
    void cache.invalidateQueries({ queryKey: ['todos'] })
  }
  return { kit, page, changed }
}
