import { expect, test } from 'vitest'
import { ranked, type Line } from './numbers'

const line = (key: string, found: number, closed: number, small = false) => ({ key, found, closed, small }) as Line

test('small units come last and have no place, equals share one', () => {
  const out = ranked([line('a', 20, 10), line('b', 4, 4, true), line('c', 40, 36), line('d', 40, 20)])
  expect(out.map((r) => [r.line.key, r.rank])).toEqual([['c', 1], ['d', 2], ['a', 2], ['b', null]])
})
