// What the phone may say about a press: only what is known, never what is hoped.
import type { Item } from '../../outbox/item'
import type { Card } from './types'

/** Each has its word, `alarm.truth.<word>`, and a colour by tone. */
export type Word =
  | 'sending'
  | 'cut'
  | 'busy'
  | 'login'
  | 'refused'
  | 'received'
  | 'accepted'
  | 'dispatched'
  | 'on_scene'
  | 'resolved'
  | 'reset'
  | 'false_alarm'

export type Tone = 'sending' | 'bad' | 'received' | 'taken' | 'over'

export interface Truth {
  word: Word
  tone: Tone
  /** The instant the word became true, by the server's clock; 0 when there is none. */
  at: number
}

/** How long a press may stay without an answer before the guard is told to telephone. */
export const hopeFor = 3000

/**
 * The truth about a press that is not answered yet.
 * `since` is when this page began to try (both times by one clock that only goes forward); `offline` is the browser's own opinion of the network.
 */
export function truthOfWaiting(item: Item, since: number, now: number, offline: boolean): Truth {
  if (item.state === 'refused') return { word: 'refused', tone: 'bad', at: 0 }
  if (item.why === 'login') return { word: 'login', tone: 'bad', at: 0 }
  const hopeless = now - since >= hopeFor || (offline && item.tries > 0)
  if (!hopeless) return { word: 'sending', tone: 'sending', at: 0 }
  return { word: item.why === 'busy' ? 'busy' : 'cut', tone: 'bad', at: 0 }
}

/** The truth about a press that the server has. */
export function truthOfCard(card: Card): Truth {
  if (card.outcome === 'false_alarm') return { word: 'false_alarm', tone: 'over', at: card.t6 || card.t7 }
  switch (card.state) {
    case 'accepted':
      return { word: 'accepted', tone: 'taken', at: card.t2 }
    case 'dispatched':
      return { word: 'dispatched', tone: 'taken', at: card.t3 }
    case 'on_scene':
      return { word: 'on_scene', tone: 'taken', at: card.t5 }
    case 'resolved':
      return { word: 'resolved', tone: 'over', at: card.t6 }
    case 'reset':
      return { word: 'reset', tone: 'over', at: card.t7 }
    default:
      return { word: 'received', tone: 'received', at: card.t1 }
  }
}

/** The steps of an alarm with their times, for the list under the huge words. */
export function steps(card: Card): { word: Word | 'guard'; at: number }[] {
  return [
    { word: 'received', at: card.t1 },
    { word: 'accepted', at: card.t2 },
    { word: 'dispatched', at: card.t3 },
    { word: 'guard', at: card.t4 },
    { word: 'on_scene', at: card.t5 },
    { word: card.outcome === 'false_alarm' ? 'false_alarm' : 'resolved', at: card.t6 },
  ]
}
