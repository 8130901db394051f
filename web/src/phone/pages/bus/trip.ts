// A trip as the phone shows it: what the server knows, with what this phone has done since. Pure.
import type { components } from '../../../api/schema'
import type { Item } from '../../outbox'

export type Card = components['schemas']['BusTripCard']
export type Kit = components['schemas']['BusKitAnswer']
export type Row = components['schemas']['BusRollRow']

const order = ['planned', 'checked', 'running', 'arrived', 'done'] as const
const rank = (s: Card['state']) => order.indexOf(s as (typeof order)[number])

export const path = (id: string, verb: string) => `/api/v1/buses/trips/${encodeURIComponent(id)}/${verb}`

/** Acts are idempotent, so those the server has heard of change nothing when they are put on top again. */
export function withActs(kit: Kit, items: readonly Item[]): Kit {
  const roll = kit.roll.map((r) => ({ ...r }))
  let out: Kit = { ...kit, roll }
  const ahead = (state: Card['state'], more: Partial<Kit> = {}) => {
    if (rank(state) > rank(out.state)) out = { ...out, state, ...more }
  }
  for (const item of items) {
    if (item.state === 'refused' || !item.path.startsWith(path(kit.id, ''))) continue
    const pupils = (item.body.pupils as string[] | undefined) ?? []
    const mine = roll.filter((r) => pupils.includes(r.pupilId))
    switch (item.path.slice(path(kit.id, '').length)) {
      case 'check':
        if ((item.body.items as { ok: boolean }[]).every((i) => i.ok)) ahead('checked')
        break
      case 'start':
        ahead('running', { startedAt: item.at })
        break
      case 'board':
        for (const r of mine) {
          if (item.body.absent) Object.assign(r, { absent: true, onAt: 0, offAt: 0 })
          else if (r.onAt === 0) Object.assign(r, { absent: false, onAt: item.at })
        }
        break
      case 'alight':
        for (const r of mine) if (r.onAt > 0 && r.offAt === 0) r.offAt = item.at
        break
      case 'arrive':
        ahead('arrived', { arrivedAt: item.at, clearBy: item.at + 5 * 60_000 })
        break
      case 'clear':
      case 'photo':
        // Only the server knows whether the code is the right one.
        if (item.state === 'sent') ahead('done', { clearedAt: item.at })
        break
    }
  }
  const n = (f: (r: Row) => boolean) => roll.filter(f).length
  return { ...out, expected: roll.length || kit.expected, boarded: n((r) => r.onAt > 0), alighted: n((r) => r.offAt > 0), absent: n((r) => r.absent) }
}

/** Who is on the bus. */
export const aboard = (kit: Kit): Row[] => kit.roll.filter((r) => r.onAt > 0 && r.offAt === 0)
