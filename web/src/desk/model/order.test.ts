import { describe, expect, it } from 'vitest'
import type { AlarmCard } from './card'
import { count, matches, noFilter, type Filter } from './filter'
import { made } from './made'
import { compare } from './order'

const sorted = (...cards: AlarmCard[]) => [...cards].sort(compare).map((c) => c.id)

describe('the order of the list', () => {
  it('is waiting, then severity, then longest waiting', () => {
    expect(
      sorted(
        made({ id: 'taken', state: 'accepted', t0: 1 }),
        made({ id: 'minor-old', severity: 'minor', t0: 2 }),
        made({ id: 'critical-new', t0: 900 }),
        made({ id: 'critical-old', t0: 100 }),
        made({ id: 'over', state: 'resolved', t0: 1 }),
        made({ id: 'past', state: 'reset', t0: 1, t7: 5 }),
        made({ id: 'major', severity: 'major', t0: 3 }),
      ),
    ).toEqual(['critical-old', 'critical-new', 'major', 'minor-old', 'taken', 'over', 'past'])
  })

  it('puts practice below the real thing', () => {
    expect(sorted(made({ id: 'drill', mode: 'drill' }), made({ id: 'slight', severity: 'slight', t0: 9 }))).toEqual(['slight', 'drill'])
    const running = made({ id: 'running', state: 'on_scene', t0: 900 })
    expect(sorted(made({ id: 'drill', mode: 'drill', t0: 1 }), running, made({ id: 'test', mode: 'test', state: 'accepted' }))).toEqual(['running', 'drill', 'test'])
  })

  it('reads history newest first', () => {
    expect(sorted(made({ id: 'a', state: 'reset', t7: 1 }), made({ id: 'b', state: 'reset', t7: 2 }))).toEqual(['b', 'a'])
  })

  it('is total, so that a burst of the same millisecond keeps its order', () => {
    const burst = Array.from({ length: 300 }, (_, i) => made({ id: `x${String((i * 37) % 300).padStart(3, '0')}` }))
    const once = sorted(...burst)
    expect(sorted(...burst.reverse())).toEqual(once)
    expect(once[0]).toBe('x000')
  })
})

describe('the filter', () => {
  const cards = [
    made({ id: 'w' }),
    made({ id: 'h', state: 'dispatched', kind: 'fire' }),
    made({ id: 'r', state: 'resolved' }),
    made({ id: 'p', state: 'reset' }),
  ]

  it('counts every tab', () => {
    expect(count(cards).tabs).toEqual({ open: 3, waiting: 1, inHand: 1, toReset: 1, all: 4 })
  })

  it('finds by school, county, place, number and kind, all words together', () => {
    const kindName = (c: AlarmCard) => (c.kind === 'fire' ? '火情' : '')
    const find = (text: string, county = '') =>
      cards.filter((c) => matches(c, { ...noFilter, text, county }, { kindName, me: '', schools: undefined })).map((c) => c.id)
    expect(find('第一小学')).toEqual(['w', 'h', 'r'])
    expect(find('火情 忻府')).toEqual(['h'])
    expect(find('H')).toEqual(['h'])
    expect(find('', '定襄县')).toEqual([])
    expect(find('  ')).toHaveLength(3)
  })

  const find = (filter: Partial<Filter>, list: AlarmCard[], schools?: Set<string>) =>
    list.filter((c) => matches(c, { ...noFilter, ...filter }, { kindName: () => '', me: 'me', schools })).map((c) => c.id)

  it('tells the real thing from practice, and a call for help from an emergency', () => {
    const list = [made({ id: 'e' }), made({ id: 'h', level: 'help' }), made({ id: 'd', mode: 'drill', level: 'help' }), made({ id: 't', mode: 'test' })]
    expect((['real', 'help', 'drill', 'test', ''] as const).map((sort) => find({ sort }, list).join(''))).toEqual(['eh', 'h', 'd', 't', 'ehdt'])
    expect(count(list).sorts).toEqual({ real: 2, help: 1, drill: 1, test: 1 })
    expect(count(list).calling).toBe(2)
  })

  it('narrows to a station’s schools, but never before they are known', () => {
    const at = (id: string, school: string) => made({ id, school: { ...made({ id }).school, id: school } })
    const list = [at('a', 's1'), at('b', 's2')]
    expect(find({ station: 'agy_1' }, list, new Set(['s2']))).toEqual(['b'])
    expect(find({ station: 'agy_1' }, list)).toEqual(['a', 'b'])
  })

  it('finds what I answer for, until it is over', () => {
    const owner = { id: 'me', name: '赵敏', unit: '', since: 1 }
    const list = [made({ id: 'a', owner, state: 'accepted' }), made({ id: 'b', owner: { ...owner, id: 'you' } }), made({ id: 'c' }), made({ id: 'd', owner, state: 'resolved' })]
    expect(find({ mine: true }, list)).toEqual(['a'])
    expect(count(list, 'me').mine).toBe(1)
  })
})
