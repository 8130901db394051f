import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Beats, type BeatDeps } from './beats'

function stage(say: BeatDeps['say']) {
  const said: object[] = []
  let hidden = false
  let byes = 0
  const beats = new Beats({
    say: (word) => {
      said.push(word)
      return say(word)
    },
    bye: () => byes++,
    isHidden: () => hidden,
    battery: () => 64,
  })
  return { beats, said, hide: () => (hidden = true), byes: () => byes }
}

describe('an enrolled device', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is heard as often as the server asks', async () => {
    const s = stage(() => Promise.resolve(2000))
    s.beats.start()
    await vi.advanceTimersByTimeAsync(3000 + 4 * 2000)
    expect(s.said).toHaveLength(6)
    expect(s.said[0]).toEqual({ battery: 64 })
  })

  it('goes on when the network is gone and answers never come', async () => {
    const s = stage(() => new Promise<number>(() => undefined))
    s.beats.start()
    await vi.advanceTimersByTimeAsync(12_000)
    expect(s.said).toHaveLength(5)
    const t = stage(() => Promise.reject(new Error('no network')))
    t.beats.start()
    await vi.advanceTimersByTimeAsync(12_000)
    expect(t.said).toHaveLength(5)
  })

  it('says that it is in the background, and good-bye once', async () => {
    const s = stage(() => Promise.resolve(3000))
    s.beats.start()
    s.hide()
    await vi.advanceTimersByTimeAsync(3000)
    expect(s.said[1]).toEqual({ battery: 64, hidden: true })
    s.beats.leave()
    s.beats.leave()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(s.said).toHaveLength(2)
    expect(s.byes()).toBe(1)
  })

  it('falls silent when it is no terminal any more', async () => {
    const s = stage(() => Promise.resolve(0))
    s.beats.start()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(s.said).toHaveLength(1)
  })
})
