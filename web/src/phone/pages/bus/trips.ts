// The trips this person attends, as the server has them, with the acts that wait in the outbox on top.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { newId } from '../../../ui/ids'
import { ask } from '../../ask'
import { serverNow } from '../../clock'
import { outbox, useOutbox, type Item } from '../../outbox'
import { onSession, sessionEnded, useSession } from '../../session/session'
import { recallJson, remember } from '../../shell/prefs'
import { path, withActs, type Card, type Kit } from './trip'

function useAsking(look: () => Promise<void>, everyMs: number, on: boolean, key: string): void {
  useEffect(() => {
    if (!on) return
    let here = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function go() {
      clearTimeout(timer)
      await look()
      if (here && document.visibilityState !== 'hidden') timer = setTimeout(() => void go(), everyMs)
    }
    const shown = () => document.visibilityState !== 'hidden' && void go()
    const stop = onSession(() => void go())
    document.addEventListener('visibilitychange', shown)
    addEventListener('online', shown)
    void go()
    return () => {
      here = false
      clearTimeout(timer)
      stop()
      document.removeEventListener('visibilitychange', shown)
      removeEventListener('online', shown)
    }
    // `look` is made anew at each render and always means the same thing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [on, key])
}

/** Today's trips of mine; nothing for who attends none. */
export function useMine(): Card[] | undefined {
  const may = (useSession().me?.permissions['bus.attend'] ?? []).length > 0
  const [cards, setCards] = useState<Card[] | undefined>(() => recallJson<Card[]>('bus.mine'))
  useAsking(
    async () => {
      try {
        const got = (await ask<{ items: Card[] }>((signal) => api.GET('/api/v1/buses/mine', { signal }))).items
        setCards(got)
        remember('bus.mine', JSON.stringify(got))
      } catch (e) {
        if (problemOf(e).status === 401) sessionEnded()
      }
    },
    5000,
    may,
    '',
  )
  return may ? cards : undefined
}

export interface Watched {
  kit: Kit | undefined
  offline: boolean
  asOf: number
  waiting: number
  refused: Item | undefined
}

/** One trip, kept for when the network is cut. */
export function useTrip(id: string): Watched {
  const kept = `bus.${id}`
  const [seen, setSeen] = useState<{ kit: Kit | undefined; offline: boolean; asOf: number }>(() => {
    const kit = recallJson<Kit>(kept)
    return { kit, offline: false, asOf: kit?.serverTime ?? 0 }
  })
  useAsking(
    async () => {
      try {
        const kit = await ask<Kit>((signal) => api.GET('/api/v1/buses/trips/{id}/kit', { signal, params: { path: { id } } }))
        setSeen({ kit, offline: false, asOf: serverNow() })
        remember(kept, JSON.stringify(kit))
      } catch (e) {
        if (problemOf(e).status === 401) sessionEnded()
        setSeen((was) => ({ ...was, offline: true }))
      }
    },
    2000,
    true,
    id,
  )
  const mine = useOutbox().filter((i) => i.path.startsWith(path(id, '')))
  const last = mine[mine.length - 1]
  return {
    ...seen,
    kit: seen.kit && withActs(seen.kit, mine),
    waiting: mine.filter((i) => i.state === 'queued').length,
    refused: last?.state === 'refused' ? last : undefined,
  }
}

/** An act on a trip: kept first, sent then, in order. */
export function act(id: string, verb: string, body: Record<string, unknown> = {}, bytes?: ArrayBuffer): void {
  void outbox.add({ id: newId(), lane: 'normal', chain: `bus ${id}`, path: path(id, verb), body, ...(bytes && { bytes }) })
}
