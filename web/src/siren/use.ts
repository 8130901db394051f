import { useEffect, useState } from 'preact/hooks'
import { onLang } from '../ui/i18n/core'
import { siren } from './siren'

/** Renders again whenever the siren or the language changes. */
export function useSiren(): typeof siren {
  const [, again] = useState(0)
  useEffect(() => {
    const tell = () => again((n) => n + 1)
    tell()
    const stops = [siren.subscribe(tell), siren.speaker.subscribe(tell), onLang(tell)]
    return () => stops.forEach((stop) => stop())
  }, [])
  return siren
}

/** The server's time, rendered anew each second. */
export function useNow(): number {
  const [, again] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return siren.now()
}
