// Alarms of my school that somebody else has pressed: the guard next door and the teacher upstairs must find them.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ask } from '../../ask'
import { sessionEnded, useSession } from '../../session/session'
import { onHint } from './live'
import type { Card } from './types'

const everyMs = 10_000

/** The open alarms that this person may see, kept fresh while the page is looked at. */
export function useOpenAlarms(): Card[] {
  const [cards, setCards] = useState<Card[]>([])
  const may = (useSession().me?.permissions['alarm.view'] ?? []).length > 0
  useEffect(() => {
    if (!may) return
    let here = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look() {
      clearTimeout(timer)
      if (document.visibilityState !== 'hidden') {
        try {
          const said = await ask<{ items: Card[] }>((signal) => api.GET('/api/v1/alarms', { signal, params: { query: { open: true, limit: 20 } } }))
          if (here) setCards(said.items)
        } catch (e) {
          if (problemOf(e).status === 401) return sessionEnded()
        }
      }
      if (!here) return
      clearTimeout(timer)
      timer = setTimeout(() => void look(), everyMs)
    }
    const stop = onHint(() => void look())
    void look()
    return () => {
      here = false
      clearTimeout(timer)
      stop()
    }
  }, [may])
  return cards
}
