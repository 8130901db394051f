// The server's clock as this phone knows it. A phone may be hours wrong; every
// time that is shown is the server's.
import { useEffect, useState } from 'preact/hooks'

let offset = 0
let known = false

/** Call with each server time that arrives (UTC ms); NaN and undefined are ignored. */
export function setServerTime(ms: number | undefined): void {
  if (ms === undefined || !Number.isFinite(ms)) return
  offset = ms - Date.now()
  known = true
}

export function serverNow(): number {
  return Date.now() + offset
}

/** How far this phone's clock is ahead of the server's in ms; 0 while unknown. */
export function ahead(): number {
  return known ? -offset : 0
}

/** The server's time, rendered anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
