import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ask } from '../../ask'
import { serverNow } from '../../clock'
import { onSession, sessionEnded } from '../../session/session'
import { onHint } from './live'
import type { Aside, Card, Contact } from './types'

const everyMs = 2000
const everyMsWhenOver = 15_000

export interface Watched {
  card: Card | undefined
  contacts: Contact[]
  /** Undefined until the server has answered. */
  aside: Aside | undefined
  /** Why the last question failed; '' when it was answered. */
  trouble: '' | 'network' | 'login' | 'gone'
  /** The server's time of the last answer. */
  asOf: number
}

/** Keeps asking about an alarm, every 2 s and at each hint, while the page is looked at. */
export function useAlarm(id: string | undefined, heard: (card: Card) => void): Watched {
  const [seen, setSeen] = useState<Watched>({ card: undefined, contacts: [], aside: undefined, trouble: '', asOf: 0 })

  useEffect(() => {
    if (id === undefined) return
    let here = true
    let asking = false
    let pause = everyMs
    let timer: ReturnType<typeof setTimeout> | undefined

    async function look() {
      if (asking || !here) return
      asking = true
      clearTimeout(timer)
      let goOn = true
      try {
        const said = await ask<{ alarm: Card; contacts?: Contact[] | null } & Aside>((signal) => api.GET('/api/v1/alarms/{id}', { signal, params: { path: { id: id! } } }))
        if (!here) return
        setSeen({ card: said.alarm, contacts: said.contacts ?? [], aside: said, trouble: '', asOf: serverNow() })
        heard(said.alarm)
        pause = said.alarm.state === 'resolved' ? everyMsWhenOver : everyMs
        goOn = said.alarm.state !== 'reset'
      } catch (e) {
        const { status } = problemOf(e)
        if (status === 401) sessionEnded()
        // Without a log-in there is no point in asking; `onSession` asks again.
        goOn = status !== 401 && status !== 403 && status !== 404
        if (here) setSeen((was) => ({ ...was, trouble: status === 401 ? 'login' : status === 403 || status === 404 ? 'gone' : 'network' }))
      } finally {
        asking = false
        if (here && goOn && document.visibilityState !== 'hidden') timer = setTimeout(() => void look(), pause)
      }
    }

    const shown = () => document.visibilityState !== 'hidden' && void look()
    const stops = [onHint((changed) => changed === id && void look()), onSession(() => void look())]
    document.addEventListener('visibilitychange', shown)
    addEventListener('online', shown)
    void look()
    return () => {
      here = false
      clearTimeout(timer)
      for (const stop of stops) stop()
      document.removeEventListener('visibilitychange', shown)
      removeEventListener('online', shown)
    }
    // `heard` is made anew at each render and always means the same thing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id])

  return seen
}
