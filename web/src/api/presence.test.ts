import { expect, it } from 'vitest'
import { isAlone } from './presence'

it('knows after a minute without a touch that nobody is there', () => {
  dispatchEvent(new Event('keydown'))
  expect(isAlone()).toBe(false)
  expect(isAlone(Date.now() + 61_000)).toBe(true)
})
