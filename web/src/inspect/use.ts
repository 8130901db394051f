import { useEffect, useState } from 'preact/hooks'
import { onLang } from '../ui/i18n/core'
import { inspect } from './inspect'

/** Renders again whenever the entry or the language has changed. */
export function useInspect(): typeof inspect {
  const [, again] = useState(0)
  useEffect(() => {
    const tell = (): void => again((n) => n + 1)
    tell() // something may have changed between rendering and subscribing
    const ends = [inspect.subscribe(tell), onLang(tell)]
    return () => ends.forEach((end) => end())
  }, [])
  return inspect
}

/** The parts of the address behind `#/`: `#/v/vis_1/i/B01-02` → ['v', 'vis_1', 'i', 'B01-02']. */
export function useRoute(): string[] {
  const [hash, set] = useState(location.hash)
  useEffect(() => {
    const turn = (): void => set(location.hash)
    addEventListener('hashchange', turn)
    return () => removeEventListener('hashchange', turn)
  }, [])
  return hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decode)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const href = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`

export function go(...parts: string[]): void {
  location.hash = href(...parts)
}

/** To another page in the place of this one: a hundred items are not a hundred steps back. */
export function turn(...parts: string[]): void {
  location.replace(href(...parts))
}
