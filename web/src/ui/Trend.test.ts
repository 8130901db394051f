import { expect, test } from 'vitest'
import { ticks } from './Trend'

test('the axis goes from zero past the largest value in round steps', () => {
  expect(ticks(0)).toEqual([0, 1])
  expect(ticks(100)).toEqual([0, 50, 100])
  expect(ticks(117)).toEqual([0, 50, 100, 150])
  expect(ticks(9)).toEqual([0, 5, 10])
  for (const max of [1, 7, 63, 240, 1500]) {
    const all = ticks(max)
    expect(all[all.length - 1]).toBeGreaterThanOrEqual(max)
    expect(all.length).toBeLessThanOrEqual(7)
  }
})
