import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'

// Addresses are plain text to a room: `/schools/sch_1?tab=staff`. A link is a
// plain <a href>; the shell keeps such a click inside the page.

/** Goes to an address of the back office. */
export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback((to, options) => void navigate({ href: to, replace: options?.replace ?? false }), [navigate])
}

/** A part of the path, e.g. `usePathParam('id')` for `/schools/$id`. */
export function usePathParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string>
  return params[name] ?? ''
}

export type UrlState = Record<string, string>

/**
 * The query part of the address as state: what is there survives a reload and
 * can be sent to a colleague. Setting a value to "" removes it.
 */
export function useUrlState(): [UrlState, (patch: UrlState, options?: { push?: boolean }) => void] {
  const state = useSearch({ strict: false }) as UrlState
  const navigate = useNavigate()
  const set = useCallback(
    (patch: UrlState, options?: { push?: boolean }) =>
      void navigate({
        to: '.',
        replace: !options?.push,
        resetScroll: false,
        search: ((old: UrlState) => merge(old, patch)) as never,
      }),
    [navigate],
  )
  return [state, set]
}

export function merge(old: UrlState, patch: UrlState): UrlState {
  return Object.fromEntries(Object.entries({ ...old, ...patch }).filter(([, value]) => value !== ''))
}

/** Names the browser's tab after what the page shows, e.g. the school's name. */
export function usePageTitle(text: string | undefined): void {
  useEffect(() => {
    if (text) document.title = `${text} · 护学`
  }, [text])
}
