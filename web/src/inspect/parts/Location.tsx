import { useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'

export interface Position {
  lon: number
  lat: number
  acc: number
}

const key = (visit: string): string => `huxue.inspect.at.${visit}`

/** The place of a visit, once somebody agreed; 'no' when he did not. */
export function placeOf(visit: string): Position | 'no' | undefined {
  try {
    const text = localStorage.getItem(key(visit))
    return text === null ? undefined : text === 'no' ? 'no' : (JSON.parse(text) as Position)
  } catch {
    return undefined
  }
}

function remember(visit: string, at: Position | 'no'): void {
  try {
    localStorage.setItem(key(visit), at === 'no' ? 'no' : JSON.stringify(at))
  } catch {
    // Then he is asked again.
  }
}

/** Asks once for each visit, takes the place once, and never follows anybody. */
export function Location({ visit }: { visit: string }) {
  const [at, setAt] = useState(() => placeOf(visit))
  const [failed, setFailed] = useState(false)
  if (at === 'no') return null
  if (at) return <p class="dim">{t('inspect.location.got', { m: Math.round(at.acc) })}</p>

  const answer = (v: Position | 'no'): void => {
    remember(visit, v)
    setAt(v)
  }
  const look = (): void => {
    if (!('geolocation' in navigator)) return setFailed(true)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => answer({ lon: coords.longitude, lat: coords.latitude, acc: coords.accuracy }),
      () => setFailed(true),
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: 20_000 },
    )
  }
  return (
    <div class="card">
      <p>{t(failed ? 'inspect.location.failed' : 'inspect.location.ask')}</p>
      <div class="two">
        <button type="button" class="mid" onClick={() => answer('no')}>{t('inspect.location.no')}</button>
        <button type="button" class="mid" onClick={look}>{t('inspect.location.yes')}</button>
      </div>
    </div>
  )
}
