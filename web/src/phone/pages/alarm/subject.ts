import { outbox, useOutbox, type Item } from '../../outbox'
import { cardOf } from './mine'
import { mediaChain } from './press'
import type { Card } from './types'
import { useAlarm, type Watched } from './watch'

/** An alarm as this phone knows it: pressed here (an item, perhaps unsent), or known from the server only. */
export interface Subject {
  /** The chain that later acts are queued on. */
  chain: string
  item: Item | undefined
  /** Undefined until the server has answered. */
  alarmId: string | undefined
  card: Card | undefined
  later: Item[]
  watched: Watched
}

/** The alarm behind `#/alarm/<id>`, where the id is that of a press of this phone or the server's. */
export function useSubject(id: string): Subject {
  const items = useOutbox()
  const item = items.find((i) => i.id === id)
  const sent = cardOf(item)
  const alarmId = item ? sent?.id : id
  const watched = useAlarm(alarmId, (card) => {
    // Older than what is known cannot replace it: an answer may be overtaken by another.
    if (item && card.version >= (sent?.version ?? 0)) void outbox.revise(item.id, card)
  })
  return { chain: id, item, alarmId, card: sent ?? watched.card, later: items.filter((i) => (i.chain === id || i.chain === mediaChain(id)) && i.id !== id), watched }
}

/** The last act of a kind on this alarm. */
export function lastOf(subject: Subject, verb: string, field?: string): Item | undefined {
  return [...subject.later].reverse().find((i) => i.path.endsWith(`/${verb}`) && (field === undefined || field in i.body))
}

/** Whether the presser is the one who looks: only he may add to the press itself. */
export function isOwn({ item, watched }: Subject): boolean {
  return item !== undefined || (watched.aside?.can.includes('own') ?? false)
}
