// The schools and places of this phone, remembered so that the page works with the network cut.
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ask } from '../../ask'
import { sessionEnded } from '../../session/session'
import { recall, recallJson, remember } from '../../shell/prefs'
import { useStore } from '../../shell/useStore'
import type { Context, Place, School } from './types'

let context = recallJson<Context>('context')
const listeners = new Set<() => void>()

export function useContextOfPhone(): Context | undefined {
  return useStore(subscribe, () => context)
}

export async function refreshContext(): Promise<void> {
  try {
    const said = await ask<Context>((signal) => api.GET('/api/v1/alarms/context', { signal }))
    context = { ...said, schools: (said.schools ?? []).map((s) => ({ ...s, places: s.places ?? [] })) }
    remember('context', JSON.stringify(context))
    tell()
  } catch (e) {
    // Whatever went wrong, what is remembered stays good enough to press.
    if (problemOf(e).status !== 401) return
    sessionEnded()
    // Logging out made this phone forget its school.
    context = recallJson<Context>('context')
    tell()
  }
}

export interface Where {
  school?: School | undefined
  place?: Place | undefined
}

/** Where this phone stands: what was chosen last, or the only school there is. */
export function whereNow(of: Context | undefined): Where {
  const chosen = recall('where').split(' ')
  const school = of?.schools.find((s) => s.id === chosen[0]) ?? of?.schools[0]
  return { school, place: school?.places.find((p) => p.id === chosen[1]) }
}

export function chooseWhere(schoolId: string, placeId: string): void {
  remember('where', `${schoolId} ${placeId}`)
  tell()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const l of listeners) l()
}
