import { describe, expect, it } from 'vitest'
import { address, heads, judge, newer, retryDelay, type Item } from './item'

let seq = 0
function item(change: Partial<Item>): Item {
  seq++
  const id = change.id ?? `i${seq}`
  return { id, lane: 'normal', chain: id, path: '/api/v1/x', body: {}, at: 0, seq, tries: 0, nextAt: 0, state: 'queued', ...change }
}

describe('retryDelay', () => {
  it('tries an urgent thing after 1, 2, 3, 3, … s', () => {
    expect([1, 2, 3, 4, 99].map((n) => retryDelay('urgent', n))).toEqual([1000, 2000, 3000, 3000, 3000])
  })
  it('gives a normal thing up to a minute', () => {
    expect([1, 2, 9].map((n) => retryDelay('normal', n))).toEqual([2000, 5000, 60_000])
  })
})

describe('heads', () => {
  it('sends the first waiting item of each chain, in order', () => {
    const press = item({ id: 'p', lane: 'urgent', chain: 'p' })
    const refine = item({ id: 'r', lane: 'urgent', chain: 'p' })
    const other = item({ id: 'q', lane: 'urgent', chain: 'q' })
    expect(heads([refine, other, press]).map((i) => i.id)).toEqual(['p', 'q'])
    expect(heads([refine, other, { ...press, state: 'sent' }]).map((i) => i.id)).toEqual(['r', 'q'])
  })
  it('holds normal things back while an urgent one waits', () => {
    const photo = item({ id: 'photo' })
    const press = item({ id: 'p', lane: 'urgent' })
    expect(heads([photo, press]).map((i) => i.id)).toEqual(['p'])
    expect(heads([photo, { ...press, state: 'sent' }]).map((i) => i.id)).toEqual(['photo'])
  })
})

describe('address', () => {
  it('is known once the press has its answer', () => {
    const press = item({ id: 'p' })
    const refine = item({ chain: 'p', path: '/api/v1/alarms/{alarm}/refine' })
    expect(address(refine, [press, refine])).toBeUndefined()
    expect(address(refine, [{ ...press, state: 'sent', answer: { id: 'alm_1' } }])).toBe('/api/v1/alarms/alm_1/refine')
    expect(address(press, [press])).toBe('/api/v1/x')
  })
})

describe('judge', () => {
  const problem = (status: number, code: string) => judge(status, true, { status, code }, true)

  it.each([
    ['the alarm', judge(201, false, { id: 'alm_1' }, true), 'done'],
    ['a replay', judge(200, false, { id: 'alm_1' }, true), 'done'],
    ['a log-in page of a guest network', judge(200, false, undefined, true), 'network'],
    ['JSON of a stranger', judge(200, false, { ok: true }, true), 'network'],
    ['an empty answer to a note', judge(204, false, undefined, false), 'done'],
    ['a proxy that says 404', judge(404, false, undefined, true), 'network'],
    ['a proxy that says 401', judge(401, false, undefined, true), 'network'],
    ['an expired session', problem(401, 'unauthorized'), 'login'],
    ['too slow', problem(408, 'request.slow'), 'busy'],
    ['too many', problem(429, 'request.too_many'), 'busy'],
    ['a full house', problem(503, 'unavailable'), 'busy'],
    ['a dead gateway', judge(502, false, undefined, true), 'busy'],
    ['a role that may not', problem(403, 'forbidden'), 'refused'],
    ['a repeated act', judge(409, true, { code: 'request.repeated' }, false), 'done'],
  ])('%s', (_, outcome, want) => {
    expect(outcome.kind === 'later' ? outcome.why : outcome.kind).toBe(want)
  })

  it('keeps the code and its parameters for the sentence', () => {
    expect(judge(409, true, { code: 'alarm.already_closed', params: { deskName: '甲' } }, false)).toEqual({
      kind: 'refused',
      refusal: { status: 409, code: 'alarm.already_closed', params: { deskName: '甲' } },
    })
  })
})

describe('newer', () => {
  it('never goes back from a final state', () => {
    const queued = item({ id: 'p' })
    const sent = { ...queued, state: 'sent' as const }
    expect(newer(sent, { ...queued, tries: 5 })).toBe(sent)
    expect(newer(queued, sent)).toBe(sent)
    expect(newer(undefined, queued)).toBe(queued)
  })
})
