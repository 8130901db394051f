import type { Item } from '../../outbox'
import { isOver, type Card } from './types'

export const pressPath = '/api/v1/alarms'
// An alarm that nobody has closed after this long no longer greets the guard on the first page.
const greetFor = 4 * 3600_000

/** The presses of this phone, newest first. */
export function presses(items: readonly Item[]): Item[] {
  return items.filter((i) => i.path === pressPath).reverse()
}

/** What the server said last about a press. */
export function cardOf(item: Item | undefined): Card | undefined {
  return item?.state === 'sent' ? (item.answer as Card) : undefined
}

/** The press that is still being handled, if there is one. */
export function openPress(items: readonly Item[], now = Date.now()): Item | undefined {
  return presses(items).find((i) => i.state === 'queued' || (i.state === 'sent' && !isOver(cardOf(i)) && Math.abs(now - i.at) < greetFor))
}
