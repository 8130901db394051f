// Live position: where the phone is now, told while its owner wants it and the
// alarm runs. It does not go through the outbox: a place of ten minutes ago is
// no news, and the next one comes anyway.
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ask } from '../../ask'

/** At most this often, however fast the phone moves. */
const everyMs = 5000

let shared: { alarmId: string; watch: number; told: number; busy: boolean } | undefined
const listeners = new Set<() => void>()

export function isSharing(alarmId: string): boolean {
  return shared?.alarmId === alarmId
}

export function onSharing(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function change(next: typeof shared): void {
  shared = next
  for (const tell of listeners) tell()
}

/** Switches it on or off; answers whether it is on now. */
export async function setSharing(alarmId: string, on: boolean): Promise<boolean> {
  if (shared) {
    const was = shared.alarmId
    end()
    await ask((signal) => api.DELETE('/api/v1/alarms/{id}/position', { signal, params: { path: { id: was } } })).catch(() => undefined)
  }
  if (!on) return false
  return new Promise((resolve) => {
    try {
      const watch = navigator.geolocation.watchPosition(
        (at) => {
          if (!shared) change({ alarmId, watch, told: 0, busy: false })
          resolve(true)
          void tell(at)
        },
        () => {
          navigator.geolocation.clearWatch(watch)
          end()
          resolve(false)
        },
        { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 },
      )
    } catch {
      // On plain http there is no such thing.
      resolve(false)
    }
  })
}

function end(): void {
  if (!shared) return
  navigator.geolocation.clearWatch(shared.watch)
  change(undefined)
}

async function tell({ coords, timestamp }: GeolocationPosition): Promise<void> {
  const now = shared
  if (!now || now.busy || performance.now() - now.told < everyMs && now.told > 0) return
  now.busy = true
  try {
    const body = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy), deviceAt: timestamp, sentAt: Date.now() }
    await ask((signal) => api.PUT('/api/v1/alarms/{id}/position', { signal, params: { path: { id: now.alarmId } }, body }))
    now.told = performance.now()
  } catch (e) {
    // The alarm is over, or it is not ours: nobody is to be told any more.
    if (problemOf(e).status >= 400 && problemOf(e).status < 500 && problemOf(e).status !== 401) end()
  } finally {
    now.busy = false
  }
}
