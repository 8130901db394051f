import { isOpen, type AlarmCard } from '../model/card'

/** One mark on the map: a school with its open alarms, the most urgent of them standing for all. */
export interface Mark {
  key: string
  lon: number
  lat: number
  card: AlarmCard
  count: number
}

/** Which mark an alarm belongs to; "" when nobody knows where it is. */
export function placeOf({ school: { id, lon, lat } }: AlarmCard): string {
  return lon === 0 && lat === 0 ? '' : id || `${lon},${lat}`
}

/** `sorted` must be in the order of the list. Alarms without a position cannot be shown here. */
export function places(sorted: readonly AlarmCard[]): { marks: Mark[]; unplaced: number } {
  const marks = new Map<string, Mark>()
  let unplaced = 0
  for (const card of sorted) {
    if (!isOpen(card)) continue
    const { lon, lat } = card.school
    const key = placeOf(card)
    if (!key) {
      unplaced++
      continue
    }
    const known = marks.get(key)
    if (known) known.count++
    else marks.set(key, { key, lon, lat, card, count: 1 })
  }
  return { marks: [...marks.values()], unplaced }
}
