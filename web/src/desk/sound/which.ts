// Which sound an alarm makes. Practice sounds like nothing real does.
import type { AlarmCard } from '../model/card'

/** What a sound depends on; the siren of a duty room knows no more of an alarm. */
export type Sounding = Pick<AlarmCard, 'id' | 'mode' | 'level' | 'severity' | 'state'>

export type Tone = 'siren' | 'twoTone' | 'help' | 'handed' | 'soft' | 'practice'

export function toneOf(card: Sounding): Tone | undefined {
  if (card.mode !== 'real') return 'practice'
  if (card.level === 'help') return 'help'
  return ({ critical: 'siren', major: 'twoTone', minor: 'soft', slight: undefined } as const)[card.severity]
}

const loudness: Tone[] = ['siren', 'twoTone', 'help', 'soft', 'practice']

/** One tone for a batch: the worst that is in it. The siren is not a tone of one moment: see sirenFor. */
export function toneFor(added: readonly Sounding[]): Tone | undefined {
  const tones = new Set(added.filter((c) => c.state === 'waiting').map(toneOf))
  return loudness.find((tone) => tones.has(tone))
}

/** The siren sounds as long as a real, critical alarm waits that nobody has muted. */
export function sirenFor(cards: Iterable<Sounding>, muted: ReadonlySet<string>): string[] {
  const ids: string[] = []
  for (const card of cards) {
    if (card.state === 'waiting' && toneOf(card) === 'siren' && !muted.has(card.id)) ids.push(card.id)
  }
  return ids
}
