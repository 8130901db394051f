import type { components } from '../../../api/schema'
import type { Hue } from '../../../ui/Tags'

export type Tipoff = components['schemas']['TipoffCard']
export type State = Tipoff['state']

export const states: State[] = ['received', 'accepted', 'hazard', 'closed', 'declined', 'merged']
export const hue: Record<State, Hue> = { received: 'orange', accepted: 'blue', hazard: 'purple', closed: 'green', declined: 'grey', merged: 'grey' }
export const kinds = ['fire', 'building', 'traffic', 'food', 'gate', 'crowd', 'around', 'harm', 'other'] as const
export const categories = ['gate', 'fire', 'building', 'utility', 'food', 'bus', 'traffic', 'lab', 'dormitory', 'sport', 'crowd', 'around', 'health', 'other'] as const
export const agencies = ['education', 'police', 'market', 'fire', 'housing', 'health', 'traffic', 'city', 'culture'] as const

/** The category and agency that a kind of report suggests. */
export function suggested(kind: string): { category: string; agency: (typeof agencies)[number] } {
  const agency = { fire: 'fire', traffic: 'traffic', food: 'market', around: 'city', harm: 'police' }[kind] as (typeof agencies)[number] | undefined
  return { category: categories.some((c) => c === kind) ? kind : 'other', agency: agency ?? 'education' }
}

/** Its time has come and nobody has taken it up. */
export const late = (x: Tipoff, now: number): boolean => x.state === 'received' && x.dueAt < now
