import type { components } from '../../../api/schema'
import type { Hue } from '../../../ui/Tags'

export type Letter = components['schemas']['LetterCard']
export type State = Letter['state']

export const states: State[] = ['draft', 'submitted', 'published', 'withdrawn']
export const stateHue: Record<State, Hue> = { draft: 'orange', submitted: 'purple', published: 'green', withdrawn: 'grey' }
export const kinds = ['drowning', 'traffic', 'holiday', 'fire', 'fraud', 'drill', 'other'] as const

/** The public address of a letter, on this server. */
export function addressOf(letter: Letter): string {
  return `${location.origin}/letter/${letter.code}`
}
