import { useEffect, useState } from 'preact/hooks'
import { onLang } from '../ui/i18n/core'
import { learn } from './learn'

/** Renders again whenever the entry or the language has changed. */
export function useLearn(): typeof learn {
  const [, again] = useState(0)
  useEffect(() => {
    const tell = (): void => again((n) => n + 1)
    tell() // something may have changed between rendering and subscribing
    const ends = [learn.subscribe(tell), onLang(tell)]
    return () => ends.forEach((end) => end())
  }, [])
  return learn
}

/** A second hand, while `on`. */
export function useSeconds(on: boolean): number {
  const [now, set] = useState(Date.now())
  useEffect(() => {
    set(Date.now())
    if (!on) return
    const timer = setInterval(() => set(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [on])
  return now
}
