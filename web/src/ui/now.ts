import { useSyncExternalStore } from 'react'

// The server's clock, as well as this page knows it: a desk whose own clock is
// wrong must still show the true waiting time.
let offset = 0
let beat = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Tells the page what time the server has; call it with each `serverTime` that arrives. */
export function setServerTime(ms: number): void {
  offset = ms - Date.now()
}

/** The server's time in UTC milliseconds. */
export function serverNow(): number {
  return Date.now() + offset
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  timer ??= setInterval(() => {
    beat = Date.now()
    for (const l of listeners) l()
  }, 1000)
  return () => {
    listeners.delete(tell)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** The server's time, rendered anew each second; one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => beat) + offset
}
