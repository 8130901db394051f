import { useEffect, useState } from 'react'
import { problemOf, type ApiProblem } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import { timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import type { AlarmCard, Detail, Hand, Verb } from '../model/card'
import { mayGoAhead, whoWasFaster } from '../model/faster'
import { acknowledge, act, addNote, getDetail, raiseLevel, type Said } from '../wire'

export interface Act {
  busy: boolean
  /** False for a moment after a colleague has moved the alarm on: a click meant for the step before must not do the next. */
  armed: boolean
  /** What to tell the officer: somebody was faster, or why it did not work. */
  message: { text: string; failed: boolean; requestId: string } | undefined
  /** Does it; true when it is done. What was typed must stay until then. */
  run: (verb: Verb | Hand, said?: Said) => Promise<boolean>
  acknowledge: () => Promise<boolean>
  raiseLevel: () => Promise<boolean>
  note: (text: string) => Promise<boolean>
  forget: () => void
}

/** How long a step stands before it takes clicks. */
const readMs = 450

export function useAct(card: AlarmCard): Act {
  const [busy, setBusy] = useState(false)
  const [message, setMessage] = useState<Act['message']>()
  const [read, setRead] = useState(card.state)
  const [mine, setMine] = useState<string>()

  useEffect(() => {
    const timer = setTimeout(() => setRead(card.state), readMs)
    return () => clearTimeout(timer)
  }, [card.state])

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

  async function send(verb: Verb | Hand, said: Said, seen: AlarmCard, again: boolean): Promise<boolean> {
    if (verb === 'take') desk.willTake(seen.id)
    try {
      const moved = await act(seen.id, verb, seen.version, said)
      setMine(moved.state)
      desk.store.apply([moved])
      return true
    } catch (e) {
      if (problemOf(e).status !== 409) throw e
    }
    const now = await getDetail(seen.id)
    desk.store.apply([now.alarm])
    if (again && mayGoAhead(verb, seen, now.alarm)) return send(verb, said, now.alarm, false)
    setMessage({ text: sentence(now, seen), failed: false, requestId: '' })
    // The step has been taken, if not by us: a form for it has no use any more.
    return now.alarm.state !== seen.state || now.alarm.owner?.id !== seen.owner?.id
  }

  return {
    busy,
    armed: card.state === read || card.state === mine,
    message,
    run: (verb, said = {}) => attempt(() => send(verb, said, card, true)),
    acknowledge: () =>
      attempt(async () => {
        desk.store.apply([await acknowledge(card.id)])
        return true
      }),
    raiseLevel: () =>
      attempt(async () => {
        desk.store.apply([await raiseLevel(card.id)])
        return true
      }),
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
