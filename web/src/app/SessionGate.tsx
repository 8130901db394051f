import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, type ReactNode } from 'react'
import { api, must } from '../api/client'
import { problemOf } from '../api/problem'
import { t } from '../ui/i18n'
import { useGo } from '../ui/nav'
import { SessionContext, type Me, type Session } from '../ui/session'
import { ErrorState } from '../ui/States'

const key = ['session']

/** Everything below knows who is logged in; nobody logged in is sent to the log-in page and back. */
export function SessionGate({ children }: { children: ReactNode }) {
  const cache = useQueryClient()
  const go = useGo()
  const { data: me, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async () => (await must(api.GET('/api/v1/auth/me'))) as Me,
    staleTime: 60_000,
  })
  const out = error !== null && problemOf(error).status === 401

  useEffect(() => {
    if (!out) return
    // The answer is forgotten, or the page after the log-in would still find the refusal.
    cache.removeQueries({ queryKey: key })
    const here = location.pathname + location.search
    go(here === '/' ? '/login' : `/login?from=${encodeURIComponent(here)}`, { replace: true })
  }, [out, cache, go])

  const session = useMemo<Session | undefined>(
    () =>
      me && {
        me,
        refresh: async () => void (await refetch()),
        logOut: async () => {
          await api.POST('/api/v1/auth/logout').catch(() => undefined)
          // A full load: nothing of this person may stay in memory.
          location.assign('/login')
        },
      },
    [me, refetch],
  )

  if (session) return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
  if (error && !out) return <ErrorState error={error} retry={() => void refetch()} />
  return (
    <p className="boot" role="status">
      {t('app.starting')}
    </p>
  )
}
