import { describe, expect, it } from 'vitest'
import { fresh, minutesOf, understood } from './taught'

describe('a lesson with the class', () => {
  it('is understood by as many as answered the hardest question', () => {
    expect(understood({ asked: 5, right: [5, 4] })).toBe(4)
    expect(understood({ asked: 3, right: [5] })).toBe(3)
    expect(understood({ asked: 5, right: [] })).toBe(0)
  })

  it('took as long as it took, and never less than the lesson asks', () => {
    const begun = fresh(0)
    expect(minutesOf(begun, 61_000, 90)).toBe(2)
    expect(minutesOf(begun, 61_000, 300)).toBe(5)
    expect(minutesOf(begun, 0, 0)).toBe(1)
  })

  it('has a name of its own each time', () => {
    expect(fresh(0).key).not.toBe(fresh(0).key)
  })
})
