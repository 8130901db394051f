import { expect, it } from 'vitest'
import { made } from '../model/made'
import { isMine } from './geo'
import { places } from './places'

it('knows which counties a desk answers for', () => {
  expect(isMine('140902', ['/14/1409/'])).toBe(true)
  expect(isMine('140902', ['/14/1409/140902/'])).toBe(true)
  expect(isMine('140921', ['/14/1409/140902/'])).toBe(false)
  expect(isMine('140902', ['/14/1409/140902/140902100/'])).toBe(true)
  expect(isMine('140902', ['/'])).toBe(true)
  expect(isMine('140902', ['/14/1409/140902/sch_01abc/'])).toBe(true)
  expect(isMine('140902', [])).toBe(false)
})

it('puts the alarms of one school into one mark, the most urgent on top', () => {
  const at = (id: string, school: string, lon = 112) => made({ id, school: { ...made({ id }).school, id: school, lon, lat: 38 } })
  const { marks, unplaced } = places([at('a', 's1'), at('b', 's2', 113), at('c', 's1'), at('d', 's3', 0), made({ id: 'past', state: 'reset' })])
  expect(marks.map((m) => [m.key, m.card.id, m.count])).toEqual([
    ['s1', 'a', 2],
    ['s2', 'b', 1],
    ['s3', 'd', 1],
  ])
  expect(unplaced).toBe(0)
  const nowhere = made({ id: 'x', school: { ...made({ id: 'x' }).school, id: '', lon: 0, lat: 0 } })
  expect(places([nowhere]).unplaced).toBe(1)
})
