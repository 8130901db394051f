import { expect, it } from 'vitest'
import { made } from '../model/made'
import { running, wait } from './model'

it('shows what runs, as many as fit, and says what does not', () => {
  const cards = [made({ id: 'a' }), made({ id: 'b' }), made({ id: 'c', state: 'accepted' }), made({ id: 'd', state: 'resolved' })]
  expect(running(cards, 1)).toMatchObject({ shown: [{ id: 'a' }], more: 2, moreWaiting: 1 })
  expect(running(cards, 9)).toMatchObject({ more: 0, moreWaiting: 0 })
})

it('writes waits half up, and nothing for none', () => {
  expect(wait(12_250, 3)).toEqual({ value: '12.3', unit: 's' })
  expect(wait(0, 3)).toEqual({ value: '0.0', unit: 's' })
  expect(wait(185_400, 1)).toEqual({ value: '3:05', unit: 'min' })
  expect(wait(99_950, 1)).toEqual({ value: '1:40', unit: 'min' })
  expect(wait(0, 0)).toBeUndefined()
})
