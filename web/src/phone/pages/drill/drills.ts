// The drills of this person's school as the server has them, and the acts on them
// that wait in the outbox.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { newId } from '../../../ui/ids'
import { ask } from '../../ask'
import { serverNow } from '../../clock'
import { outbox, useOutbox, type Item } from '../../outbox'
import { onSession, sessionEnded, useSession } from '../../session/session'
import { recallJson, remember } from '../../shell/prefs'
import { onHint } from '../alarm/live'

export type Drill = components['schemas']['DrillSeen']
export type Card = components['schemas']['DrillCard']
export type Class = components['schemas']['DrillRollClass']

/** Asks at each hint and every so many ms while the page is looked at. `look` tells whether to go on. */
function useAsking(look: () => Promise<boolean>, everyMs: number, on: boolean, id: string): void {
  useEffect(() => {
    if (!on) return
    let here = true
    let busy = false
    let again = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function go() {
      // A hint during a question is about something newer than its answer.
      if (busy) return void (again = true)
      busy = true
      clearTimeout(timer)
      const goOn = await look()
      busy = false
      if (!here || !goOn) return
      if (again) {
        again = false
        return void go()
      }
      if (document.visibilityState !== 'hidden') timer = setTimeout(() => void go(), everyMs)
    }
    const shown = () => document.visibilityState !== 'hidden' && void go()
    // A real alarm is a hint as good as a change of the drill: the server says then that it overrules.
    const stops = [onHint(() => void go(), 'drills'), onHint(() => void go(), 'alarms'), onSession(() => void go())]
    document.addEventListener('visibilitychange', shown)
    addEventListener('online', shown)
    void go()
    return () => {
      here = false
      clearTimeout(timer)
      for (const stop of stops) stop()
      document.removeEventListener('visibilitychange', shown)
      removeEventListener('online', shown)
    }
    // `look` is made anew at each render and always means the same thing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [on, id])
}

/** Today's drills; nothing for who has no part in them. */
export function useToday(): Card[] | undefined {
  const may = (useSession().me?.permissions['drill.report'] ?? []).length > 0
  const [cards, setCards] = useState<Card[]>()
  useAsking(
    async () => {
      try {
        setCards((await ask<{ items: Card[] }>((signal) => api.GET('/api/v1/drills/today', { signal }))).items)
      } catch (e) {
        if (problemOf(e).status === 401) sessionEnded()
      }
      return true
    },
    15_000,
    may,
    '',
  )
  return may ? cards : undefined
}

export interface Watched {
  drill: Drill | undefined
  /** Not '' while what is shown is old: the server could not be asked. */
  trouble: '' | 'network' | 'gone'
  /** The server's time of what is shown. */
  asOf: number
}

/** One drill, kept for when the network is cut. */
export function useDrill(id: string): Watched {
  const kept = `drill.${id}`
  const [seen, setSeen] = useState<Watched>(() => {
    const drill = recallJson<Drill>(kept)
    return { drill, trouble: '', asOf: drill?.serverTime ?? 0 }
  })
  useAsking(
    async () => {
      try {
        const drill = await ask<Drill>((signal) => api.GET('/api/v1/drills/{id}', { signal, params: { path: { id } } }))
        setSeen({ drill, trouble: '', asOf: serverNow() })
        remember(kept, JSON.stringify(drill))
        return true
      } catch (e) {
        const { status } = problemOf(e)
        if (status === 401) sessionEnded()
        const gone = status === 403 || status === 404
        setSeen((was) => ({ ...was, trouble: gone ? 'gone' : 'network' }))
        return !gone
      }
    },
    2000,
    true,
    id,
  )
  return seen
}

const chain = (id: string) => `drill ${id}`
const path = (id: string, verb: string) => `/api/v1/drills/${encodeURIComponent(id)}/${verb}`

/** An act on a drill; in the ordinary lane, so that a press of the alarm passes it. */
export function act(id: string, verb: string, body: Record<string, unknown> = {}): void {
  void outbox.add({ id: newId(), lane: 'normal', chain: chain(id), path: path(id, verb), body })
}

/** The last act of a sort that is still on its way. */
export function useWaiting(id: string): (verb: string) => Item | undefined {
  const items = useOutbox()
  return (verb) => [...items].reverse().find((i) => i.path === path(id, verb) && i.state === 'queued')
}

/** What makes every screen of the drill give way: a real alarm, or that one has ended it. */
export const overruled = (d: Drill): boolean => d.state === 'interrupted' || (d.alarm !== null && d.alarm !== undefined)

/** Mine first, then who misses somebody, then who is not here. */
export function byNeed(a: Class, b: Class): number {
  const rank = (c: Class) => (c.mine ? 0 : c.missing > 0 ? 1 : c.saidAt === 0 ? 2 : 3)
  return rank(a) - rank(b)
}
