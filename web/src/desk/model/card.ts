// An alarm as the desk sees it; the shape of the server's AlarmCard.

export const states = ['waiting', 'accepted', 'dispatched', 'on_scene', 'resolved', 'reset'] as const
export type State = (typeof states)[number]
export type Severity = 'critical' | 'major' | 'minor' | 'slight'
export type Mode = 'real' | 'drill' | 'test'
/** help: a teacher asks for help (教师求助), which is no emergency. */
export type Level = 'emergency' | 'help'

/** The agencies that each acknowledge for themselves. */
export const agencies = ['police', 'school', 'education'] as const
export type Agency = (typeof agencies)[number]

export interface Ack {
  agency: Agency
  name: string
  /** 0: has not acknowledged. */
  at: number
}

/** The one person who answers for the alarm now, since a moment. */
export interface Owner {
  id: string
  name: string
  unit: string
  since: number
}

export interface AlarmCard {
  id: string
  no: string
  version: number
  mode: Mode
  level: Level
  state: State
  outcome: string
  outcomeReason: string
  kind: string
  severity: Severity
  silent: boolean
  note: string
  school: { id: string; name: string; countyName: string; lon: number; lat: number; phone: string }
  place: string
  presser: { name: string; role: string }
  source: string
  /** How often the same hand pressed again. */
  repeats: number
  /** Who has the alarm in hand; null while nobody does. */
  desk: { id: string; name: string } | null
  responder: { unit: string; phone: string } | null
  /** Who answers for it: before somebody takes it, the first of those who are being called. */
  owner: Owner | null
  acks: Ack[]
  /** The step of the escalation called last, and when the next one fires (0: none). */
  step: number
  nextStepAt: number
  /** The time points of the response, UTC milliseconds, 0 for "not yet". */
  t0: number
  t1: number
  t2: number
  t3: number
  t4: number
  t5: number
  t6: number
  t7: number
  deviceAt: number
  clockOffMs: number
  sessionExpired: boolean
  /** The box that was pressed, if it was one; battery -1: unknown. */
  device?: { id: string; name: string; unparsed: boolean; battery: number }
}


export const times = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7'] as const

/** One line of an alarm's story; `data` depends on the kind. */
export interface Entry {
  id: string
  at: number
  kind: string
  byName: string
  byUnit: string
  data: Record<string, unknown> | null
}

export interface Contact {
  role: string
  name: string
  phone: string
}

export const verbs = ['accept', 'dispatch', 'arrive', 'resolve', 'reset', 'false-alarm'] as const
export type Verb = (typeof verbs)[number]

/** One step of the response plan: whom it called, and which posts it passed over. */
export interface Call {
  seq: number
  round: number
  step: number
  state: 'pending' | 'called' | 'skipped' | 'cancelled'
  dueAt: number
  /** 0: not yet. */
  doneAt: number
  people: { id: string; name: string; unit: string; post: string }[]
  /** How many shared channels (group robots, duty phones, sirens). */
  shared: number
  skipped: { post: string; reason: string }[]
}

/** From hand to hand: taking over from a colleague, giving to one. */
export type Hand = 'take' | 'hand-over'

/** One alarm with its story. `next` lists what this person may do now, the main thing first. */
export interface Detail {
  alarm: AlarmCard
  timeline: Entry[]
  contacts: Contact[]
  calls?: Call[]
  next: string[]
  /** What else this person may do: say, show, help, own. */
  can: string[]
  actions: Action[]
  roll: Roll | null
}

/** One line of the school's action card; `doneAt` 0 = open. */
export interface Action {
  code: 'gate' | 'broadcast' | 'shelter' | 'aid' | 'count' | 'preserve'
  how: '' | 'evacuate' | 'hide'
  doneAt: number
  byName: string
}

export interface Roll {
  startedAt: number
  /** When every class had reported and nobody was missing; 0 = not so. */
  fullAt: number
  classes: number
  reported: number
  pupils: number
  present: number
  unaccounted: number
  missing: { id: string; name: string; unaccounted: number; seats: string[]; note: string }[]
}

/** Somebody still has to do something about it: until the scene is reset. */
export function isOpen(card: AlarmCard): boolean {
  return card.state !== 'reset'
}

/** The response itself is over; the button may still have to be armed again. */
export function isClosed(card: AlarmCard): boolean {
  return card.state === 'resolved' || card.state === 'reset'
}

/** A phone clock that is off by more than this is told to the desk: its own times mean nothing. */
export const clockWarnMs = 60_000

/** What may come next by the state alone, the main thing first: offered until the story has come and says what this person may do. */
export const nextOf: Record<State, readonly Verb[]> = {
  waiting: ['accept', 'false-alarm'],
  accepted: ['dispatch', 'arrive', 'resolve', 'false-alarm'],
  dispatched: ['arrive', 'resolve', 'false-alarm'],
  on_scene: ['resolve', 'false-alarm'],
  resolved: ['reset'],
  reset: [],
}
