// The shapes of /api/v1/alarms that the phone reads; all else in the answers is left alone.

export type State = 'waiting' | 'accepted' | 'dispatched' | 'on_scene' | 'resolved' | 'reset'
export const kinds = ['violence', 'intrusion', 'fire', 'injury', 'traffic', 'other'] as const
export type Kind = (typeof kinds)[number]

/** Instants t0…t7 are UTC ms, 0 = not yet. */
export interface Card {
  id: string
  no?: string
  version: number
  mode: 'real' | 'drill' | 'test'
  level?: 'emergency' | 'help'
  state: State
  outcome: '' | 'handled' | 'false_alarm'
  kind: '' | Kind
  silent: boolean
  note?: string
  school?: { id: string; name: string }
  place?: string
  desk?: { id: string; name: string } | null
  responder?: { unit: string; phone: string } | null
  t0: number
  t1: number
  t2: number
  t3: number
  t4: number
  t5: number
  t6: number
  t7: number
  sessionExpired?: boolean
}

export interface Contact {
  role: string
  name: string
  phone: string
}

export interface Place {
  id: string
  name: string
}

export interface School {
  id: string
  name: string
  phone?: string
  places: Place[]
}

/** What the page needs to know before a press; kept on the phone for when the network is cut. */
export interface Context {
  person?: { name: string }
  schools: School[]
}

export function isOver(card: Card | undefined): boolean {
  return card?.state === 'resolved' || card?.state === 'reset'
}

/** One line of an alarm's story. */
export interface Entry {
  id: string
  at: number
  kind: string
  byName: string
  data: Record<string, unknown> | null
}

export interface Action {
  code: 'gate' | 'broadcast' | 'shelter' | 'aid' | 'count' | 'preserve'
  how: '' | 'evacuate' | 'hide'
  doneAt: number
  byName: string
}

export interface RollClass {
  id: string
  name: string
  teacher: string
  mine: boolean
  pupils: number
  present: number
  unaccounted: number
  seats: string[]
  note: string
  byName: string
  /** When it reported; 0 = not yet. */
  at: number
}

export interface Roll {
  startedAt: number
  fullAt: number
  classes: number
  reported: number
  pupils: number
  present: number
  unaccounted: number
  missing: RollClass[]
}

/** What stands beside the card: `can` says what this person may do: say, show, help, own. */
export interface Aside {
  timeline: Entry[]
  can: string[]
  actions: Action[]
  roll: Roll | null
}
