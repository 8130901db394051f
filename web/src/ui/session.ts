import { createContext, useContext } from 'react'

/** Who is logged in (GET /api/v1/auth/me). */
export interface Me {
  person: { id: string; name: string; unit: string; login?: string }
  roles: (string | { key?: string; name?: string; code?: string })[]
  /** Permission → path prefixes of the areas and schools it holds for. */
  permissions: Record<string, string[]>
  device: { id: string; name: string } | null
  lang: string
  demo?: boolean
}

export interface Session {
  me: Me
  /** Reads the session again, e.g. after logging in or after one's own grants changed. */
  refresh: () => Promise<void>
  logOut: () => Promise<void>
}

export const SessionContext = createContext<Session | undefined>(undefined)

/** The session; only inside the shell (a bare page has none: see `useSessionMaybe`). */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession outside of a session')
  return session
}

/**
 * Whether the person may do this: anywhere, or at `path`, the place of a school or area.
 * Only hides what would be refused; the server decides.
 */
export function can(me: Me, perm: string, path?: string): boolean {
  const areas = me.permissions[perm]
  if (!areas || areas.length === 0) return false
  return path === undefined || areas.some((area) => path.startsWith(area))
}

export function useCan(perm: string, path?: string): boolean {
  const session = useContext(SessionContext)
  return session !== undefined && can(session.me, perm, path)
}
