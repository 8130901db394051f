import { expect, test } from 'vitest'
import type { Campaign, Step } from './memory'
import { again, current, left, minutes, reachable, slip, timeOf, wait } from './steps'

const step = (n: number, optional = false): Step => ({ n, optional, kind: 'learn', title: '', topic: '', text: '' }) as Step
const c = { steps: [step(0), step(1, true), step(2), step(3)] } as Campaign

test('one mandatory step after the other, optional ones when they are reached', () => {
  expect(current(c, { receipt: '', done: [] })?.n).toBe(0)
  expect(current(c, { receipt: '', done: [0] })?.n).toBe(2)
  expect(current(c, { receipt: '', done: [0, 2, 3] })).toBeUndefined()
  expect(reachable(c, { receipt: '', done: [] }, step(1))).toBe(false)
  expect(reachable(c, { receipt: '', done: [0] }, step(2))).toBe(true)
  expect(reachable(c, { receipt: '', done: [0] }, step(3))).toBe(false)
})

test('the dwell is counted down honestly', () => {
  expect(left(1000, 90, 1000)).toBe(90)
  expect(left(1000, 90, 90_001)).toBe(1)
  expect(left(1000, 90, 91_000)).toBe(0)
  expect(minutes(65)).toBe('1:05')
})

test('what failed on the way is sent again, ever slower; a refusal is not', () => {
  expect([1, 2, 3, 9].map(wait)).toEqual([1000, 2000, 4000, 30_000])
  expect([0, 408, 429, 500, 503].every(again)).toBe(true)
  expect([400, 401, 404, 409, 422].some(again)).toBe(false)
})

test('a slip says who; its code stands where no log sees it', () => {
  expect(slip('?c=AB2CD3', '#s=12&k=12345678')).toEqual({ code: 'AB2CD3', seat: '12', start: '12345678' })
  expect(timeOf(Date.UTC(2026, 8, 7, 1, 12, 3))).toBe('09:12:03')
})
