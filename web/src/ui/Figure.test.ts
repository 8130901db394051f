import { expect, it } from 'vitest'
import { percent } from './Figure'

it.each([
  [1, 3, '33.33%'],
  [2, 3, '66.67%'],
  [1, 800, '0.13%'],
  [1005, 100_000, '1.01%'],
  [7, 7, '100.00%'],
  [0, 0, '—'],
])('%i of %i is %s', (numerator, denominator, text) => {
  expect(percent(numerator, denominator)).toBe(text)
})
