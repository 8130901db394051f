// Who is logged in, as far as this phone knows. Nothing of the alarm waits for it.
import { api } from '../../api/client'
import { problemOf } from '../../api/problem'
import { ask } from '../ask'
import { outbox } from '../outbox'
import { recall, remember } from '../shell/prefs'
import { useStore } from '../shell/useStore'

export interface Me {
  /** Its id is '' when a paired device is there and nobody has logged in on it. */
  person: { id: string; name: string }
  device: { id: string; name: string; schoolId?: string; placeId?: string } | null
  permissions: Record<string, string[]>
}

/** `unknown`: not asked yet, or no network to ask. `device`: a paired phone without a person. */
export interface Session {
  state: 'unknown' | 'in' | 'device' | 'out'
  me?: Me
}

let session: Session = { state: 'unknown' }
const listeners = new Set<() => void>()

function set(next: Session): void {
  session = next
  for (const tell of listeners) tell()
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export function useSession(): Session {
  return useStore(subscribe, () => session)
}

/** Calls back when somebody logged in or the session ended. */
export { subscribe as onSession }

export function currentSession(): Session {
  return session
}

/** Asks the server who is logged in. */
export async function refreshSession(): Promise<Session> {
  try {
    const me = await ask<Me>((signal) => api.GET('/api/v1/auth/me', { signal }))
    // A gatehouse phone stands where it was enrolled, until somebody says otherwise.
    if (me.device?.schoolId && recall('where') === '') remember('where', `${me.device.schoolId} ${me.device.placeId ?? ''}`)
    set({ state: me.person.id ? 'in' : me.device ? 'device' : 'out', me })
  } catch (e) {
    if (problemOf(e).status === 401) sessionEnded()
  }
  return session
}

/** The server answered 401 to something. */
export function sessionEnded(): void {
  if (session.state !== 'out') set({ state: 'out' })
}

/** After a log-in: what waited for it goes out. */
export async function loggedIn(): Promise<void> {
  await refreshSession()
  outbox.kick()
}

export async function logOut(): Promise<void> {
  await ask((signal) => api.POST('/api/v1/auth/logout', { signal }))
  // On a shared gatehouse phone the school stays; a personal phone forgets it.
  if (!session.me?.device) remember('context', '')
  await refreshSession()
}
