import type { ComponentType } from 'react'
import type { Key } from './i18n'

/** One address of a room. The page's file is fetched when it is first opened. */
export interface RoomRoute {
  /** e.g. `/schools`, `/schools/$id`. */
  path: string
  /** Shown in the browser's title and at the top of the error page. */
  title: Key
  page: () => Promise<{ default: ComponentType }>
  /** Who lacks it sees "no permission" instead of the page. */
  perm?: string
  /** Without menu and header, and without a session: log-in, first set-up. */
  bare?: boolean
}

/** The parts of the side bar, each a field of work; `daily` is what everybody begins with. */
export const groups = ['daily', 'alarm', 'hazard', 'teach', 'settle', 'base', 'system'] as const
export type Group = (typeof groups)[number]

/** One line of the side bar. Register only finished pages. */
export interface RoomMenu {
  key: Key
  path: string
  icon: ComponentType
  perm?: string
  /** Place within its group, small first. */
  order: number
  group?: Group
}

/** What a room's index.ts exports by default. */
export interface Room {
  routes: RoomRoute[]
  menu: RoomMenu[]
  /** One line above the first page, for what concerns everybody with `perm` just now; nothing when there is nothing. */
  banner?: { perm: string; part: ComponentType }
  /**
   * The room that keeps the messages: how many are unread, the page that lists them, and what calls
   * back when they change until it is stopped.
   */
  bell?: { path: string; count: () => Promise<number>; changes?: (tell: () => void) => () => void }
}
