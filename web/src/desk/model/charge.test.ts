import { expect, it } from 'vitest'
import { chargeOf, handedToMe, secondsTo } from './charge'
import { made } from './made'

const owner = (id: string) => ({ id, name: id, unit: '', since: 1 })

it('names nobody until somebody has taken it', () => {
  expect(chargeOf(made({ id: 'a', owner: owner('p1') }), 'p1')).toBe('nobody')
  expect(chargeOf(made({ id: 'a', state: 'accepted', owner: owner('p1') }), 'p1')).toBe('me')
  expect(chargeOf(made({ id: 'a', state: 'on_scene', owner: owner('p1') }), 'p2')).toBe('other')
})

it('counts whole seconds down to nought and not below', () => {
  expect([5000, 4999, 4001, 4000, 1, 0, -7000].map((left) => secondsTo(10_000 + left, 10_000))).toEqual([5, 5, 5, 4, 1, 0, 0])
})

it('knows what a colleague has given me, and what I have taken myself', () => {
  const theirs = made({ id: 'a', state: 'dispatched', owner: owner('p1') })
  expect(handedToMe(theirs, { ...theirs, version: 2, owner: owner('me') }, 'me')).toBe(true)
  expect(handedToMe(theirs, { ...theirs, version: 2, owner: owner('p2') }, 'me')).toBe(false)
  const waiting = made({ id: 'a', owner: owner('p1') })
  expect(handedToMe(waiting, { ...waiting, version: 2, state: 'accepted', owner: owner('me') }, 'me')).toBe(false)
})
