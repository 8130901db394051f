// Where the phone is, for those who carry it about. Asked for only when somebody
// has switched it on in the settings, and sent only with a press.
import { recall, remember } from './shell/prefs'

export interface Position {
  lon: number
  lat: number
  /** Metres. */
  accuracy: number
}

let last: (Position & { at: number }) | undefined
// Older than this it may be another street.
const freshFor = 5 * 60_000

export function isPositionOn(): boolean {
  return recall('position') === '1'
}

/** What is known now, without waiting: a press never waits for a satellite. */
export function knownPosition(): Position | undefined {
  if (!last || performance.now() - last.at > freshFor) return undefined
  const { lon, lat, accuracy } = last
  return { lon, lat, accuracy }
}

/** Looks once; false when the phone or its owner refuses. */
function look(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          last = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy), at: performance.now() }
          resolve(true)
        },
        () => resolve(false),
        { enableHighAccuracy: true, maximumAge: 60_000, timeout: 20_000 },
      )
    } catch {
      // On plain http there is no such thing.
      resolve(false)
    }
  })
}

/** Switches it on or off; answers whether it is on now. */
export async function setPosition(on: boolean): Promise<boolean> {
  const granted = on && (await look())
  if (!granted) last = undefined
  remember('position', granted ? '1' : '')
  return granted
}

/** Keeps the position fresh while the page is looked at. */
export function startPosition(): void {
  const again = () => {
    if (isPositionOn() && document.visibilityState === 'visible') void look()
  }
  document.addEventListener('visibilitychange', again)
  setInterval(again, freshFor / 2)
  again()
}
