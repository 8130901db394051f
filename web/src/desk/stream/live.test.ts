import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { made } from '../model/made'
import { Live, type AlarmEvent, type LineState } from './live'

/** The browser's EventSource, driven by the test. */
class Source extends EventTarget {
  onerror: (() => void) | null = null
  readyState = 0
  close() {
    this.readyState = 2
  }
  say(name: string, data: unknown) {
    this.readyState = 1
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
  fail(readyState: 0 | 2) {
    this.readyState = readyState
    this.onerror?.()
  }
}

let sources: Source[]
let state: LineState
let events: AlarmEvent[]
let refetch: ReturnType<typeof vi.fn<() => Promise<void>>>
let live: Live
const last = () => sources.at(-1)!

beforeEach(() => {
  vi.useFakeTimers()
  sources = []
  events = []
  refetch = vi.fn(() => Promise.resolve())
  live = new Live({
    open: () => {
      sources.push(new Source())
      return last() as unknown as EventSource
    },
    refetch,
    onEvent: (e) => events.push(e),
    onServerTime: () => undefined,
    onState: (s) => (state = s),
    now: () => Date.now(),
  })
  live.start()
})

afterEach(() => {
  live.stop()
  vi.useRealTimers()
})

describe('the line', () => {
  it('fetches the list at once and again when the stream greets', async () => {
    expect(refetch).toHaveBeenCalledTimes(1)
    last().say('hello', { serverTime: 1 })
    expect(refetch).toHaveBeenCalledTimes(2)
    expect(state.line).toBe('live')
    last().say('alarms', { id: 'a', version: 1, body: made({ id: 'a' }) })
    expect(events).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(refetch).toHaveBeenCalledTimes(2)
  })

  it('polls each second while the stream is away, and stops when it is back', async () => {
    last().say('hello', { serverTime: 1 })
    last().fail(0)
    await vi.advanceTimersByTimeAsync(3100)
    expect(state.line).toBe('polling')
    expect(refetch).toHaveBeenCalledTimes(2 + 4)
    last().say('hello', { serverTime: 2 })
    expect(state.line).toBe('live')
    await vi.advanceTimersByTimeAsync(5000)
    expect(refetch).toHaveBeenCalledTimes(2 + 4 + 1)
    expect(sources).toHaveLength(1)
  })

  it('says offline when nothing answers, and keeps the time of the last word', async () => {
    last().say('hello', { serverTime: 1 })
    const heard = state.heardAt
    refetch.mockRejectedValue(new Error('gone'))
    last().fail(0)
    await vi.advanceTimersByTimeAsync(5000)
    expect(state).toEqual({ line: 'offline', heardAt: heard })
  })

  it('opens a new stream when the old one was refused', async () => {
    last().fail(2)
    expect(sources).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(sources).toHaveLength(2)
  })

  it('notices a stream that died without a word after 40 s, but not one that beats', async () => {
    last().say('hello', { serverTime: 1 })
    for (let i = 0; i < 4; i++) {
      await vi.advanceTimersByTimeAsync(15_000)
      last().say('beat', { serverTime: 1 })
    }
    expect(state.line).toBe('live')
    await vi.advanceTimersByTimeAsync(40_001)
    expect(state.line).toBe('polling')
    await vi.advanceTimersByTimeAsync(2000)
    expect(sources).toHaveLength(2)
  })

  it('hears nothing more from a stream it has given up', async () => {
    const old = last()
    old.fail(2)
    await vi.advanceTimersByTimeAsync(2000)
    old.say('alarms', { id: 'a', version: 1, body: null })
    expect(events).toHaveLength(0)
  })
})
