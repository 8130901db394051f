import { useCallback, useState } from 'react'
import { newId } from '../../../ui/ids'

/** How far a lesson with the class has come; kept on this computer so that a reload in the middle loses nothing. */
export interface Taught {
  /** Name of the act: sending it again counts nothing twice. */
  key: string
  at: 'lesson' | 'roll' | 'check' | 'record' | 'done'
  lesson: number
  slide: number
  absent: string[]
  /** How many pupils are asked, and how many of them were right, question by question. */
  asked: number
  right: number[]
  /** UTC ms when it began. */
  began: number
  minutes: number
  result?: { counted: number; before: number; absent: number; late: boolean }
}

export function fresh(now: number): Taught {
  return { key: newId(), at: 'lesson', lesson: 0, slide: 0, absent: [], asked: 5, right: [], began: now, minutes: 0 }
}

/** Of those asked, how many understood: as many as the hardest question was answered right. */
export function understood(state: Pick<Taught, 'asked' | 'right'>): number {
  return state.right.length === 0 ? 0 : Math.min(state.asked, ...state.right)
}

/** Minutes taken, at least what the lessons ask for. */
export function minutesOf(state: Taught, now: number, leastSeconds: number): number {
  return Math.max(1, Math.ceil((now - state.began) / 60_000), Math.ceil(leastSeconds / 60))
}

const place = (campaign: string, room: string) => `huxue.teach.${campaign}.${room}`

function remembered(where: string, now: number): Taught {
  try {
    const kept = JSON.parse(localStorage.getItem(where) ?? '') as Taught
    // A lesson of yesterday is over.
    if (kept.key && now - kept.began < 12 * 3_600_000) return kept
  } catch {
    // Nothing kept, or nothing that can be read.
  }
  return fresh(now)
}

export function useTaught(campaign: string, room: string, now: number): [Taught, (patch: Partial<Taught>) => void, () => void] {
  const where = place(campaign, room)
  const [state, setState] = useState(() => remembered(where, now))
  const set = useCallback((patch: Partial<Taught>) => {
    setState((old) => {
      const next = { ...old, ...patch }
      localStorage.setItem(where, JSON.stringify(next))
      return next
    })
  }, [where])
  const forget = useCallback(() => localStorage.removeItem(where), [where])
  return [state, set, forget]
}
