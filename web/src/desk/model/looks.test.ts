import { expect, it, vi } from 'vitest'
import { LooksStore } from './looks'

const zhao = { id: 'p1', name: '赵敏' }
const qian = { id: 'p2', name: '钱进' }
const names = (looks: LooksStore, id: string) => looks.get(id).map((p) => p.name)

it('keeps the newest group, in whatever order news come', () => {
  const looks = new LooksStore()
  looks.apply([{ alarmId: 'a', version: 2, people: [zhao, qian] }])
  looks.apply([{ alarmId: 'a', version: 1, people: [zhao] }])
  expect(names(looks, 'a')).toEqual(['赵敏', '钱进'])
  expect(looks.get('b')).toBe(looks.get('c'))
  const told = vi.fn()
  looks.subscribe(told)
  looks.apply([{ alarmId: 'a', version: 2, people: [] }])
  expect(told).not.toHaveBeenCalled()
})

it('takes the list for the truth, except where news came while it was on its way', () => {
  const looks = new LooksStore()
  looks.apply([
    { alarmId: 'a', version: 3, people: [zhao] },
    { alarmId: 'b', version: 1, people: [zhao] },
  ])
  const asked = looks.versions()
  looks.apply([
    { alarmId: 'b', version: 2, people: [qian] },
    { alarmId: 'c', version: 1, people: [qian] },
  ])
  looks.takeList([{ alarmId: 'd', version: 9, people: [qian] }], asked)
  expect(['a', 'b', 'c', 'd'].map((id) => names(looks, id).join())).toEqual(['', '钱进', '钱进', '钱进'])
})
