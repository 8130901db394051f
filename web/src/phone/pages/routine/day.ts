// What is due today, remembered so that the page works with the network cut.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import type { components } from '../../../api/schema'
import { date } from '../../../ui/time'
import { ask } from '../../ask'
import { outbox, useOutbox, type Item } from '../../outbox'
import { useSession } from '../../session/session'
import { recallJson, remember } from '../../shell/prefs'

export type Day = components['schemas']['RoutineToday']
export type ClassToday = Day['classes'][number]

export const recordsPath = '/api/v1/routine/records'
const kept = 'routine.today'

interface Kept extends Day {
  /** Whose it is: a shared phone shows nobody another teacher's class. */
  who: string
  readAt: number
}

/** Today's page; undefined while nothing is known, and for who records nothing. */
export function useDay(): { day: Kept | undefined; fresh: boolean; again: () => void } {
  const me = useSession().me
  const [day, setDay] = useState<Kept | undefined>(() => recallJson<Kept>(kept))
  // A page that opened without a network does not know who is there; whose day it has kept, it asks for.
  const may = me ? (me.permissions['routine.record'] ?? []).length > 0 : day !== undefined
  const who = me?.person.id ?? day?.who ?? ''
  const [fresh, setFresh] = useState(true)
  const [round, setRound] = useState(0)
  // Every answer to what this phone has sent is a reason to look again.
  const sent = useOutbox().filter((i) => i.path === recordsPath && i.state !== 'queued').length
  useEffect(() => {
    if (!may) return
    let here = true
    ask<Day>((signal) => api.GET('/api/v1/routine/today', { signal })).then(
      (said) => {
        if (!here) return
        const now = { ...said, who, readAt: Date.now() }
        setDay(now)
        setFresh(true)
        remember(kept, JSON.stringify(now))
      },
      () => here && setFresh(false),
    )
    return () => {
      here = false
    }
  }, [may, who, round, sent])
  // What was kept yesterday says nothing about today.
  const valid = day && (fresh || date(Date.now()) === day.day) && (!who || day.who === who)
  return { day: valid ? day : undefined, fresh, again: () => setRound((n) => n + 1) }
}

/** What this phone has sent, or is about to, for a class today. */
export function ownItem(items: readonly Item[], classId: string, day: string): Item | undefined {
  return [...items].reverse().find((i) => i.path === recordsPath && i.body.classId === classId && i.body.day === day)
}

export { outbox, useOutbox }
