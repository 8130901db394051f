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
