// Two officers, one alarm: the second one is told in one sentence who was
// faster, and sees the alarm as it is now.
import type { AlarmCard, Entry, Hand, Verb } from './card'

export interface Faster {
  /** Key below `desk.faster`. */
  key: 'taken' | 'accepted' | 'dispatched' | 'arrived' | 'resolved' | 'falseAlarm' | 'reset' | 'changed'
  name: string
  at: number
}

const kindOf: Record<string, Faster['key']> = {
  accepted: 'accepted',
  dispatched: 'dispatched',
  police_arrived: 'arrived',
  resolved: 'resolved',
  false_alarm: 'falseAlarm',
  reset: 'reset',
}

/** Who moved the alarm on while this desk was about to, from the alarm as it is now and its story. */
export function whoWasFaster(now: AlarmCard, story: readonly Entry[], seen: AlarmCard): Faster {
  if (now.state !== 'waiting' && seen.state !== 'waiting' && now.owner && now.owner.id !== seen.owner?.id) {
    return { key: 'taken', name: now.owner.name, at: now.owner.since }
  }
  if (now.state === seen.state) {
    const last = story.at(-1)
    return { key: 'changed', name: last?.byName ?? '', at: last?.at ?? 0 }
  }
  const moved = [...story].reverse().find((e) => kindOf[e.kind] !== undefined)
  if (moved) return { key: kindOf[moved.kind]!, name: moved.byName, at: moved.at }
  const key = now.outcome === 'false_alarm' ? 'falseAlarm' : now.state === 'on_scene' ? 'arrived' : now.state === 'waiting' ? 'changed' : now.state
  return { key, name: now.desk?.name ?? '', at: now.t7 || now.t6 || now.t5 || now.t3 || now.t2 }
}

/**
 * The alarm got a newer version but nobody moved it on (the guard pressed again or
 * added a word). Going ahead is what the officer wants, except where it would close
 * the alarm over something he has not read.
 */
export function mayGoAhead(verb: Verb | Hand, seen: AlarmCard, now: AlarmCard): boolean {
  const same = seen.state === now.state && seen.desk?.id === now.desk?.id && (now.state === 'waiting' || seen.owner?.id === now.owner?.id)
  return same && ['accept', 'dispatch', 'arrive', 'take', 'hand-over'].includes(verb)
}
