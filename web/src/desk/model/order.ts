// What a duty officer has to see first: who is waiting, how bad it is, who has
// waited longest. Alarms in hand follow, then practice, then what only has to be reset.
import type { AlarmCard, Severity } from './card'

const severities: Record<Severity, number> = { critical: 0, major: 1, minor: 2, slight: 3 }

type Placed = Pick<AlarmCard, 'id' | 'mode' | 'severity' | 'state' | 't0' | 't7'>

/** Open practice comes after all that is real and open, taken or not; history has no such order. */
function group(card: Placed): number {
  if (card.state === 'resolved') return 4
  if (card.state === 'reset') return 5
  return (card.state === 'waiting' ? 0 : 1) + (card.mode === 'real' ? 0 : 2)
}

/** For sort: negative when `a` stands above `b`. Total: two different alarms never compare equal. */
export function compare(a: Placed, b: Placed): number {
  const ga = group(a)
  const gb = group(b)
  if (ga !== gb) return ga - gb
  // History reads newest first.
  if (ga === 5) return b.t7 - a.t7 || (a.id < b.id ? 1 : -1)
  // Practice never stands above the real thing, whatever it is called.
  const practice = Number(a.mode !== 'real') - Number(b.mode !== 'real')
  if (practice !== 0) return practice
  return severities[a.severity] - severities[b.severity] || a.t0 - b.t0 || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
