import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, must } from '../../../api/client'
import { setServerTime } from '../../../ui/now'
import type { Drill } from './words'

/** The server beats every 15 s; two missed beats and some grace. */
const silentMs = 40_000
/** After a refusal EventSource does not come back by itself. */
const reopenMs = 5000

/**
 * Calls back with the id of each drill that changes, and with '' when an alarm does (it may overrule a
 * drill) or after a reconnect. Answers what stops it.
 */
export function hints(tell: (id: string) => void): () => void {
  let source: EventSource | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  function alive() {
    clearTimeout(watchdog)
    watchdog = setTimeout(open, silentMs)
  }
  function open() {
    stop()
    source = new EventSource('/api/v1/realtime?topics=drills,alarms')
    source.addEventListener('beat', alive)
    for (const name of ['hello', 'alarms', 'drills']) {
      source.addEventListener(name, (e) => {
        alive()
        tell(name === 'drills' ? ((JSON.parse((e as MessageEvent<string>).data) as { id: string }).id ?? '') : '')
      })
    }
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return
      stop()
      again = setTimeout(open, reopenMs)
    })
    alive()
  }
  function stop() {
    clearTimeout(watchdog)
    clearTimeout(again)
    source?.close()
    source = undefined
  }
  open()
  return stop
}

/** One drill, read anew at each hint; every 2 s while it runs, should a hint get lost. */
export function useDrill(id: string) {
  const cache = useQueryClient()
  useEffect(
    () =>
      hints((changed) => {
        if (changed === '' || changed === id) void cache.invalidateQueries({ queryKey: ['drills', 'one', id] })
      }),
    [cache, id],
  )
  return useQuery({
    queryKey: ['drills', 'one', id],
    queryFn: async () => {
      const drill = await must(api.GET('/api/v1/drills/{id}', { params: { path: { id } } }))
      setServerTime(drill.serverTime)
      return drill as Drill
    },
    refetchInterval: (q) => (q.state.data?.state === 'running' || q.state.data?.state === 'ready' ? 2000 : 15_000),
  })
}
