import type { AlarmCard } from './card'

/** me: this officer · other: a colleague · nobody: it is still being called out. */
export type ChargeOf = 'me' | 'other' | 'nobody'

/** Before somebody takes it, the one who is called first answers for it; to the eye that is nobody yet. */
export function chargeOf(card: AlarmCard, me: string | undefined): ChargeOf {
  const holder = card.state === 'waiting' ? undefined : (card.owner?.id ?? card.desk?.id)
  if (!holder) return 'nobody'
  return holder === me ? 'me' : 'other'
}

/** Whole seconds until a moment; 0 when it has come. */
export function secondsTo(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1000))
}

/** Somebody has just given this alarm to `me`. */
export function handedToMe(before: AlarmCard, after: AlarmCard, me: string): boolean {
  return me !== '' && after.state !== 'waiting' && after.owner?.id === me && before.owner?.id !== me && before.state === after.state
}
