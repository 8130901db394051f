// What is in force here, remembered so that it can be read with the network cut.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import type { components } from '../../../api/schema'
import { ask } from '../../ask'
import { useSession } from '../../session/session'
import { recallJson, remember } from '../../shell/prefs'

export type Notice = components['schemas']['NoticeCard']
const kept = 'notice.current'
const again = 60_000

/** The gravest first; none while nothing is known, and none of it after its end. */
export function useCurrent(): Notice[] {
  const may = (useSession().me?.permissions['notice.view'] ?? []).length > 0
  const [list, setList] = useState<Notice[]>(() => recallJson<Notice[]>(kept) ?? [])
  useEffect(() => {
    if (!may) return
    let here = true
    const look = () =>
      void ask<{ items: Notice[] }>((signal) => api.GET('/api/v1/safety-notices/current', { signal })).then(
        ({ items }) => {
          if (!here) return
          setList(items)
          remember(kept, JSON.stringify(items))
        },
        () => undefined,
      )
    look()
    const timer = setInterval(look, again)
    return () => {
      here = false
      clearInterval(timer)
    }
  }, [may])
  return may ? list.filter((n) => n.endsAt > Date.now()) : []
}
