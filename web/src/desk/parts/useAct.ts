import { useState } from 'react'
import { problemOf, type ApiProblem } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import { timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import type { AlarmCard, Detail, Verb } from '../model/card'
import { mayGoAhead, whoWasFaster } from '../model/faster'
import { act, addNote, getDetail, type Said } from '../wire'

export interface Act {
  busy: boolean
  /** What to tell the officer: somebody was faster, or why it did not work. */
  message: { text: string; failed: boolean; requestId: string } | undefined
  /** Does it; true when it is done. What was typed must stay until then. */
  run: (verb: Verb, said?: Said) => Promise<boolean>
  note: (text: string) => Promise<boolean>
  forget: () => void
}

export function useAct(card: AlarmCard): Act {
  const [busy, setBusy] = useState(false)
  const [message, setMessage] = useState<Act['message']>()

  async function attempt(once: () => Promise<boolean>): Promise<boolean> {
    if (busy) return false
    setBusy(true)
    setMessage(undefined)
    try {
      return await once()
    } catch (e) {
      setMessage(failed(problemOf(e)))
      return false
    } finally {
      setBusy(false)
    }
  }

  async function send(verb: Verb, said: Said, seen: AlarmCard, again: boolean): Promise<boolean> {
    try {
      desk.store.apply([await act(seen.id, verb, seen.version, said)])
      return true
    } catch (e) {
      if (problemOf(e).status !== 409) throw e
    }
    const now = await getDetail(seen.id)
    desk.store.apply([now.alarm])
    if (again && mayGoAhead(verb, seen, now.alarm)) return send(verb, said, now.alarm, false)
    setMessage({ text: sentence(now, seen), failed: false, requestId: '' })
    // The step has been taken, if not by us: a form for it has no use any more.
    return now.alarm.state !== seen.state
  }

  return {
    busy,
    message,
    run: (verb, said = {}) => attempt(() => send(verb, said, card, true)),
    note: (text) =>
      attempt(async () => {
        desk.store.apply([await addNote(card.id, text)])
        return true
      }),
    forget: () => setMessage(undefined),
  }
}

function sentence({ alarm, timeline }: Detail, seen: AlarmCard): string {
  const faster = whoWasFaster(alarm, timeline, seen)
  return t(`desk.faster.${faster.key}`, { name: faster.name || t('desk.faster.someone'), time: timeOfDay(faster.at) })
}

function failed(problem: ApiProblem): NonNullable<Act['message']> {
  return { text: tError(problem), failed: true, requestId: problem.requestId }
}
