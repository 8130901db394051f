import { expect, it } from 'vitest'
import { date, dateTime, timeOfDay } from './time'

it('is the city’s time, to the second, over midnight and the years', () => {
  const city = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
  for (let ms = Date.UTC(1992, 0, 1); ms < Date.UTC(2060, 0, 1); ms += 11 * 86_400_000 + 12_345_678) {
    expect(`${date(ms)} ${timeOfDay(ms)}`).toBe(city.format(ms))
  }
  expect(dateTime(Date.UTC(2026, 1, 28, 16, 5))).toBe('2026-03-01 00:05')
  expect(date(0) + dateTime(0) + timeOfDay(0)).toBe('')
})
