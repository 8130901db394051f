import { expect, it } from 'vitest'
import { ulid } from './ulid'

it('makes names that sort by time and never repeat', () => {
  expect(ulid(1)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(ulid(1_700_000_000_000) < ulid(1_700_000_000_001)).toBe(true)
  expect(new Set(Array.from({ length: 1000 }, () => ulid(5))).size).toBe(1000)
})
