// The pure rules of going through a campaign.
import type { Campaign, Progress, Step } from './memory'

/** The step that is to be done now; undefined when all mandatory ones are. */
export function current(c: Campaign, p: Progress): Step | undefined {
  return c.steps.find((s) => !s.optional && !p.done.includes(s.n))
}

/** A step can be begun: every mandatory one before it is done. */
export function reachable(c: Campaign, p: Progress, s: Step): boolean {
  return c.steps.every((x) => x.n >= s.n || x.optional || p.done.includes(x.n))
}

/** Whole seconds until a step may be ended, by the device's clock; the server judges by its own. */
export function left(begun: number, minSeconds: number, now: number): number {
  return Math.max(0, Math.ceil(minSeconds - (now - begun) / 1000))
}

/** 0:45 */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Milliseconds before the n-th try, from 1: 1, 2, 4 … 30 s. */
export function wait(n: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.max(0, n - 1))
}

/** Nothing is wrong with what was sent: the way or the server failed, and it is sent again. */
export function again(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500
}

/** What the hash of a slip's link says: seat and start code. */
export function slip(search: string, hash: string): { code: string; seat: string; start: string } {
  const q = new URLSearchParams(search)
  const h = new URLSearchParams(hash.replace(/^#/, ''))
  return { code: q.get('c') ?? '', seat: h.get('s') ?? '', start: h.get('k') ?? '' }
}

const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** 09:12:03 in the city. */
export const timeOf = (ms: number): string => clock.format(ms)
/** 9月30日 18:00 in the city. */
export const dayOf = (ms: number): string => day.format(ms)
