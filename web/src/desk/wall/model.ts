// What the wall shows, reckoned from what the desk knows.
import { isClosed, type AlarmCard } from '../model/card'

export interface WallAlarms {
  /** As many as fit, the most urgent first. */
  shown: readonly AlarmCard[]
  /** Waiting and running ones that do not fit. */
  more: number
  moreWaiting: number
}

/** What is not over yet, in the order of the list; `room` cards fit on the wall. */
export function running(sorted: readonly AlarmCard[], room: number): WallAlarms {
  const all = sorted.filter((card) => !isClosed(card))
  const rest = all.slice(room)
  return { shown: all.slice(0, room), more: rest.length, moreWaiting: rest.filter((card) => card.state === 'waiting').length }
}

/** A wait in words for a figure of 36 px: 12.3 秒, 3 分 05 秒; "" when there is none. Half up. */
export function wait(ms: number, of: number): { value: string; unit: 's' | 'min' } | undefined {
  if (of === 0) return undefined
  if (ms < 99_950) return { value: (Math.round(ms / 100) / 10).toFixed(1), unit: 's' }
  const s = Math.round(ms / 1000)
  return { value: `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`, unit: 'min' }
}
