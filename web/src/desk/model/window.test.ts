import { expect, it } from 'vitest'
import { drift, firstOf, rowHeight, windowOf } from './window'

it('keeps a short list whole', () => {
  expect(windowOf(60, 0, 700, -1)).toHaveLength(60)
  expect(windowOf(0, 0, 700, -1)).toEqual([])
})

it('shows what is in sight of a long list, whatever its length', () => {
  const short = windowOf(100, 0, 700, -1)
  const long = windowOf(100_000, 0, 700, -1)
  expect(long).toEqual(short)
  expect(long.length).toBeLessThan(30)
  const middle = windowOf(1000, firstOf(500 * rowHeight), 700, -1)
  expect(middle[0]).toBeLessThan(500)
  expect(middle.at(-1)).toBeGreaterThan(507)
  const end = windowOf(1000, firstOf(1000 * rowHeight - 700), 700, -1)
  expect(end.at(-1)).toBe(999)
  expect(end[0]).toBeLessThan(993)
})

it('covers every pixel between two steps of scrolling', () => {
  for (let top = 0; top < 200 * rowHeight; top += 31) {
    const rows = windowOf(1000, firstOf(top), 700, -1)
    expect(rows[0]! * rowHeight).toBeLessThanOrEqual(top)
    expect((rows.at(-1)! + 1) * rowHeight).toBeGreaterThanOrEqual(top + 700)
  }
})

it('keeps the row of the keyboard, in its place', () => {
  expect(windowOf(1000, 400, 700, 2)[0]).toBe(2)
  expect(windowOf(1000, 0, 700, 999).at(-1)).toBe(999)
  expect(windowOf(1000, 0, 700, 3).filter((i) => i === 3)).toHaveLength(1)
  expect(windowOf(70, 0, 700, 90)).not.toContain(90)
})

it('does not scroll away from what is read when a row comes in above', () => {
  const rows = ['a', 'b', 'new', 'c', 'd'].map((id) => ({ id }))
  expect(drift(rows, { id: 'c', index: 2 })).toBe(rowHeight)
  expect(drift(rows, { id: 'a', index: 0 })).toBe(0)
  expect(drift(rows, { id: 'gone', index: 1 })).toBe(0)
})
