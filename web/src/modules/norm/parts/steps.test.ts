import { expect, it } from 'vitest'
import { joined, withOneMore } from './steps'

const rule = [{ ge: 0, lt: 100, base: 1 }, { ge: 100, lt: 1000, base: 2 }, { ge: 1000, base: 3, per: 500, add: 1 }]

it('steps stay without a gap when an end is moved', () => {
  const [first = { base: 0 }, ...rest] = rule
  expect(joined([{ ...first, lt: 300 }, ...rest])).toEqual([{ ge: 0, lt: 300, base: 1 }, { ge: 300, lt: 1000, base: 2 }, rule[2]])
})

it('a new step goes before the last, and removing it gives the rule back', () => {
  const more = joined(withOneMore(rule))
  expect(more).toEqual([rule[0], rule[1], { ge: 1000, lt: 1500, base: 3 }, { ge: 1500, base: 3, per: 500, add: 1 }])
  expect(joined(more.filter((_, i) => i !== 2))).toEqual(rule)
})

it('the only step has no end', () => {
  expect(joined([{ base: 2, lt: 50 }])).toEqual([{ ge: 0, base: 2 }])
})
