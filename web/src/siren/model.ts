// What a siren does about the alarms it sees, as rules.
import type { components } from '../api/schema'
import { compare } from '../desk/model/order'
import { sirenFor, toneFor, type Tone } from '../desk/sound/which'

type Told = components['schemas']['AlarmSirenCard']
/** `owner` is null while nobody answers for it. */
export type Card = Omit<Told, 'owner'> & { owner: Told['owner'] | null }
export type Room = components['schemas']['AlarmSirenRoom']

/** Waiting before taken, real before practice, the worst and the oldest first. */
export function inOrder(cards: readonly Card[]): Card[] {
  return [...cards].sort((a, b) => compare({ ...a, t7: 0 }, { ...b, t7: 0 }))
}

const nobodyMutes: ReadonlySet<string> = new Set()

export interface Sound {
  /** The real tone, without a pause. */
  siren: boolean
  /** A tone that is played again and again; none under the siren. */
  again: Tone | undefined
}

/**
 * What sounds until somebody takes it. The tones are the desk's; but nobody may be
 * sitting here, so that what the desk hears once is repeated. Practice never is.
 */
export function soundOf(cards: readonly Card[]): Sound {
  const real = cards.filter((c) => c.mode === 'real' && !c.hush)
  const siren = sirenFor(real, nobodyMutes).length > 0
  return { siren, again: siren ? undefined : toneFor(real) }
}

/** The soft tone for drills and tests that have not been heard yet, once. */
export function practiceOf(cards: readonly Card[], heard: ReadonlySet<string>): Tone | undefined {
  return toneFor(cards.filter((c) => c.mode !== 'real' && !c.hush && !heard.has(c.id)))
}

/** One message of the plan: the ledger is told of each. */
export function callKey(card: Card): string {
  return `${card.id} ${card.level} ${card.step}`
}

/** Of which alarms the ledger may be told that they arrived here: those that sound, and those that are to be seen only. */
export function arrived(cards: readonly Card[], told: ReadonlySet<string>, audible: boolean): Card[] {
  return cards.filter((c) => (audible || c.hush) && !told.has(callKey(c)))
}
