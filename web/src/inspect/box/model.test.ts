import { describe, expect, it } from 'vitest'
import { beside, cityDay, isOpen, lines, nextOpen, phraseKinds, progress, stale, waiting } from './model'
import type { Answered, Everything, Kit, OpRow } from './types'

const item = (code: string) => ({ code, text: code, level: 'general' as const, stop: false, agencies: ['police'], applies: '', fact: '', photo: false, veto: false })
const answered = (code: string, result: string, more: Partial<Answered> = {}): Answered => ({
  item: code, opId: 'o', revision: 1, result, byId: 'p', byName: '甲', agency: 'police', device: '', deviceAt: 0, at: 0, skewMs: 0, disputed: false, ...more,
})

/** Five items of two sections: B2 is not for this school, C2 is another department's. */
function kit(answers: Answered[] = []): Kit {
  return {
    visit: { id: 'v1', state: 'running' },
    sheet: { sections: [{ code: 'B', title: '人防', items: ['B1', 'B2', 'B3'].map(item) }, { code: 'C', title: '消防', items: ['C1', 'C2'].map(item) }] },
    prepared: { notes: { B2: { applies: false, why: '仅适用于：寄宿' } } },
    own: ['B1', 'B2', 'B3', 'C1'], answers, disputes: [], last: [], hazards: [], places: [],
  } as unknown as Kit
}
const op = (code: string, result: string, more: Partial<OpRow> = {}): OpRow => ({ n: 1, id: code, owner: 'me', visit: 'v1', item: code, answer: { result }, deviceAt: 0, base: 0, ...more })

describe('the items of a visit', () => {
  it('counts what applies and is mine', () => {
    const list = lines(kit([answered('B1', 'fault')]), [])
    expect(progress(list)).toEqual({ done: 1, total: 3, faults: 1 })
    expect(list.filter(isOpen).map((l) => l.item.code)).toEqual(['B3', 'C1'])
  })
  it('lets the word of this phone stand over the server’s, and says that it waits', () => {
    const [b1] = lines(kit([answered('B1', 'fault')]), [op('B1', 'ok')])
    expect([b1!.said?.result, b1!.waiting, b1!.server?.result]).toEqual(['ok', true, 'fault'])
    const [taken] = lines(kit([answered('B1', 'fault')]), [op('B1', '')])
    expect(taken!.said).toBeUndefined()
  })
  it('ignores what waits of another visit', () => {
    expect(lines(kit(), [op('B1', 'ok', { visit: 'v2' })])[0]!.said).toBeUndefined()
  })
  it('counts an item that does not apply once it was answered all the same', () => {
    expect(progress(lines(kit(), [op('B2', 'ok')]))).toEqual({ done: 1, total: 4, faults: 0 })
  })
  it('goes on to the next open item, round the end, and past what is not mine', () => {
    const list = lines(kit(), [op('C1', 'ok')])
    expect(nextOpen(list, 'B3')).toBe('B1')
    expect(nextOpen(list, 'B1')).toBe('B3')
    expect(nextOpen(lines(kit(), [op('B1', 'ok'), op('B3', 'ok'), op('C1', 'na')]), 'C1')).toBeUndefined()
    expect([beside(list, 'C1', 1), beside(list, 'B3', 1), beside(list, 'B1', -1)]).toEqual([undefined, 'C1', undefined])
  })
})

it('what waits is counted for its owner, and what was refused is not', () => {
  const file = { key: 'k', owner: 'me', visit: 'v1', item: 'B1', purpose: 'inspection.photo', path: '/', name: '', size: 9, sha256: '', at: 0, sent: 0 } as const
  const all: Everything = {
    kits: [], acts: [{ n: 1, id: 'a', owner: 'me', visit: 'v1', kind: 'submit', at: 0 }],
    ops: [op('B1', 'ok'), op('B2', 'ok', { owner: 'you' }), op('B3', 'ok', { refused: { code: 'x', params: {} } })],
    files: [{ ...file }, { ...file, key: 'up', up: 5 }],
  }
  expect(waiting(all, 'me').n).toBe(3)
  expect(waiting(all, 'you').n).toBe(1)
})

it('forgets old visits only when nothing of them waits', () => {
  const row = (id: string, at: number) => ({ id: `me ${id}`, owner: 'me', visit: id, at, kit: { ...kit(), visit: { id, state: 'submitted' } } as unknown as Kit })
  const day = 86_400_000
  const all: Everything = { kits: [row('old', 0), row('busy', 0), row('new', 9 * day)], ops: [op('B1', 'ok', { visit: 'busy' })], files: [], acts: [] }
  expect(stale(all, 10 * day)).toEqual(['me old'])
})

it('finds phrases by what is looked at', () => {
  expect(phraseKinds('安全档案(台账、影像)一学期一归档')).toEqual(['paper'])
  expect(phraseKinds('疏散通道、消防车道畅通')).toEqual(['blocked'])
  expect(phraseKinds('随便什么')).toEqual(['broken', 'paper'])
})

it('the city’s day begins at its own midnight', () => {
  expect([cityDay(Date.parse('2026-03-01T15:59:59Z')), cityDay(Date.parse('2026-03-01T16:00:00Z'))]).toEqual(['2026-03-01', '2026-03-02'])
})
