import { expect, it } from 'vitest'
import { dayStart, period } from './days'

it('begins a day at midnight of the city, wherever the browser is', () => {
  expect(new Date(dayStart('2026-09-01')).toISOString()).toBe('2026-08-31T16:00:00.000Z')
})

it('takes the last day in', () => {
  const { from, to } = period('2026-09-01', '2026-09-01')
  expect(to! - from!).toBe(86_400_000)
  expect(period(undefined, '')).toEqual({})
})
