import { groups, type RoomMenu } from '../ui/room'
import { can, useSession, type Me } from '../ui/session'
import { modules } from './modules'

/** The entries this person may open, in the order of the side bar. */
export function menuOf(me: Me, rooms = modules): RoomMenu[] {
  const rank = (entry: RoomMenu) => groups.indexOf(entry.group ?? 'daily') * 10_000 + entry.order
  return rooms
    .flatMap((room) => room.menu)
    .filter((entry) => !entry.perm || can(me, entry.perm))
    .sort((a, b) => rank(a) - rank(b))
}

export function useMenu(): RoomMenu[] {
  return menuOf(useSession().me)
}
