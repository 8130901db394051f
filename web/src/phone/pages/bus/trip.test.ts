import { describe, expect, it } from 'vitest'
import type { Item } from '../../outbox'
import { aboard, path, withActs, type Kit } from './trip'

const child = (pupilId: string) => ({ pupilId, name: pupilId, class: '', stop: 1, seat: 1, onAt: 0, offAt: 0, absent: false })
const kit = { id: 'trp_1', state: 'running', roll: [child('a'), child('b')], expected: 2, boarded: 0, alighted: 0, absent: 0 } as unknown as Kit
const act = (verb: string, body: Record<string, unknown> = {}, state: Item['state'] = 'queued'): Item =>
  ({ id: verb, lane: 'normal', chain: 'x', path: path('trp_1', verb), body, at: 1000, seq: 1, tries: 0, nextAt: 0, state }) as Item

describe('a trip without network', () => {
  it('shows what this phone has done', () => {
    const t = withActs(kit, [act('board', { pupils: ['a', 'b'] }), act('arrive'), act('alight', { pupils: ['a'] })])
    expect(t.state).toBe('arrived')
    expect([t.boarded, t.alighted]).toEqual([2, 1])
    expect(aboard(t).map((r) => r.pupilId)).toEqual(['b'])
    expect(t.clearBy).toBe(1000 + 300_000)
  })
  it('changes nothing when the server knows it already', () => {
    const known = withActs(kit, [act('board', { pupils: ['a'] })])
    expect(withActs(known, [act('board', { pupils: ['a'] }, 'sent')])).toEqual(known)
  })
  it('never says that the bus is empty before the server does', () => {
    const arrived = { ...kit, state: 'arrived' } as Kit
    expect(withActs(arrived, [act('clear', { code: 'X' })]).state).toBe('arrived')
    expect(withActs(arrived, [act('clear', { code: 'X' }, 'sent')]).state).toBe('done')
    expect(withActs(arrived, [act('clear', { code: 'X' }, 'refused')]).state).toBe('arrived')
  })
  it('leaves out what was refused and what belongs to another trip', () => {
    const other = { ...act('board', { pupils: ['a'] }), path: path('trp_2', 'board') }
    expect(withActs(kit, [act('board', { pupils: ['a'] }, 'refused'), other]).boarded).toBe(0)
  })
})
