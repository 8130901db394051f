import { expect, it } from 'vitest'
import { bandOf, countBands } from './proven'

const limits = { fresh: 31, stale: 62 }

it.each([
  [0, 'fresh'], [31, 'fresh'], [32, 'stale'], [62, 'stale'], [63, 'old'], [-1, 'old'],
])('%i days since the last proof is %s', (days, band) => {
  expect(bandOf(days, limits)).toBe(band)
})

it('counts schools by band, and those of today', () => {
  const school = (days: number) => ({ schoolId: `sch_${days}`, name: '', lon: 1, lat: 1, buttons: 1, days })
  expect(countBands({ ...limits, at: 0, items: [0, 0, 20, 40, 90, -1].map(school) })).toEqual({ fresh: 3, stale: 1, old: 2, today: 2 })
})
