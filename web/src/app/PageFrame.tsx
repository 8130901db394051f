import { useContext, type ReactNode } from 'react'
import { t } from '../ui/i18n'
import { usePageTitle } from '../ui/nav'
import type { RoomRoute } from '../ui/room'
import { can, SessionContext } from '../ui/session'
import { EmptyState } from '../ui/States'

/** What every page gets without asking: its title, and the check that the person may see it. */
export function PageFrame({ route, children }: { route: RoomRoute; children: ReactNode }) {
  const session = useContext(SessionContext)
  usePageTitle(t(route.title))
  if (route.perm && session && !can(session.me, route.perm)) {
    return <EmptyState title={t('app.forbiddenTitle')} hint={t('app.forbiddenHint')} />
  }
  return children
}
