import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Item, Outcome } from './item'
import { newer } from './item'
import { Outbox } from './outbox'
import type { Store } from './store'

/** A disk that outlives the outbox on it. */
function disk(): Store & { kept: Map<string, Item> } {
  const kept = new Map<string, Item>()
  return {
    kept,
    all: async () => [...kept.values()],
    get: async (id) => kept.get(id),
    put: async (item) => {
      const best = newer(kept.get(item.id), item)
      kept.set(item.id, best)
      return best
    },
    remove: async (id) => void kept.delete(id),
  }
}

/** A server that keeps its promise: one key, one act. `mood` decides what comes back. */
class Server {
  readonly acts = new Map<string, string>()
  readonly heard: string[] = []
  mood: (item: Item) => 'ok' | 'lost' | 'down' | 'busy' | 'login' | 'refuse' | 'hang' = () => 'ok'

  send = (item: Item, path: string, signal: AbortSignal): Promise<Outcome> => {
    this.heard.push(`${item.id} ${path}`)
    const mood = this.mood(item)
    if (mood === 'hang') {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'later', why: 'network' })))
    }
    if (mood === 'ok' || mood === 'lost') this.acts.set(item.id, path)
    if (mood === 'ok') return Promise.resolve({ kind: 'done', answer: { id: `alm_${item.id}` } })
    if (mood === 'refuse') return Promise.resolve({ kind: 'refused', refusal: { status: 403, code: 'forbidden', params: {} } })
    return Promise.resolve({ kind: 'later', why: mood === 'busy' || mood === 'login' ? mood : 'network' })
  }
}

const lock = (_name: string, _patience: number, work: () => Promise<void>) => work()
const press = (id: string) => ({ id, lane: 'urgent' as const, chain: id, path: '/api/v1/alarms', body: {} })
const refine = (id: string, chain: string) => ({ id, lane: 'urgent' as const, chain, path: '/api/v1/alarms/{alarm}/refine', body: {} })
const photo = (id: string) => ({ id, lane: 'normal' as const, chain: id, path: '/api/v1/files', body: {} })

let server: Server
let store: ReturnType<typeof disk>
let box: Outbox

function open(): Outbox {
  return new Outbox({ store, send: server.send, lock, now: () => Date.now() })
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  server = new Server()
  store = disk()
  box = open()
})
afterEach(() => vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the outbox', () => {
  it('keeps a press before it sends it', async () => {
    let keptWhenSent = false
    server.mood = (item) => {
      keptWhenSent = store.kept.has(item.id)
      return 'ok'
    }
    await box.add(press('p'))
    await pass(0)
    expect(keptWhenSent).toBe(true)
    expect(box.get('p')).toMatchObject({ state: 'sent', answer: { id: 'alm_p' } })
  })

  it('tries again after 1, 2, 3, 3 s, always with the same key', async () => {
    const at: number[] = []
    server.mood = () => (at.push(Date.now() - 1_000_000), at.length < 5 ? 'down' : 'ok')
    await box.add(press('p'))
    await pass(20_000)
    expect(at).toEqual([0, 1000, 3000, 6000, 9000])
    expect(new Set(server.heard)).toEqual(new Set(['p /api/v1/alarms']))
    expect(server.acts.size).toBe(1)
  })

  it('does it once when the answer was lost', async () => {
    let first = true
    server.mood = () => (first ? ((first = false), 'lost') : 'ok')
    await box.add(press('p'))
    await pass(1000)
    expect(server.heard).toHaveLength(2)
    expect(server.acts.size).toBe(1)
    expect(box.get('p')?.state).toBe('sent')
  })

  it('goes on after the page was killed', async () => {
    server.mood = () => 'down'
    await box.add(press('p'))
    await pass(1500)
    expect(box.get('p')).toMatchObject({ state: 'queued', why: 'network' })
    const before = box.get('p')!.at
    const kept = new Map(store.kept)
    // The old page is gone; its timer must not help the new one.
    vi.clearAllTimers()
    store = disk()
    for (const [id, item] of kept) store.kept.set(id, item)
    server.mood = () => 'ok'
    const next = open()
    await next.start()
    await pass(0)
    expect(next.get('p')).toMatchObject({ state: 'sent', at: before })
    expect(server.acts.size).toBe(1)
  })

  it('sends what belongs to a press after it, in order, to the alarm it became', async () => {
    let down = true
    server.mood = () => (down ? 'down' : 'ok')
    await box.add(press('p'))
    await box.add(refine('r1', 'p'))
    await box.add(refine('r2', 'p'))
    await pass(500)
    expect(server.heard).toEqual(['p /api/v1/alarms'])
    down = false
    await pass(1000)
    expect(server.heard.slice(1)).toEqual(['p /api/v1/alarms', 'r1 /api/v1/alarms/alm_p/refine', 'r2 /api/v1/alarms/alm_p/refine'])
  })

  it('does not let a second press wait for the first', async () => {
    server.mood = (item) => (item.id === 'p' ? 'hang' : 'ok')
    await box.add(press('p'))
    await box.add(press('q'))
    await pass(0)
    expect(box.get('q')?.state).toBe('sent')
  })

  it('breaks off a photo for a press, and sends it afterwards', async () => {
    server.mood = (item) => (item.id === 'f' && !server.acts.has('p') ? 'hang' : 'ok')
    await box.add(photo('f'))
    await pass(0)
    await box.add(press('p'))
    await pass(0)
    expect(server.heard).toEqual(['f /api/v1/files', 'p /api/v1/alarms', 'f /api/v1/files'])
    expect(box.get('f')?.state).toBe('sent')
  })

  it('keeps a press that needs a log-in and sends it after one', async () => {
    server.mood = () => 'login'
    await box.add(press('p'))
    await pass(100)
    expect(box.get('p')).toMatchObject({ state: 'queued', why: 'login' })
    server.mood = () => 'ok'
    box.kick()
    await pass(0)
    expect(box.get('p')?.state).toBe('sent')
  })

  it('shows a refusal until somebody has read it, and drops what hung on it', async () => {
    let down = true
    server.mood = () => (down ? 'down' : 'refuse')
    await box.add(press('p'))
    await box.add(refine('r', 'p'))
    down = false
    await pass(60_000)
    expect(box.get('p')).toMatchObject({ state: 'refused', refusal: { code: 'forbidden' } })
    expect(box.get('r')).toBeUndefined()
    await box.dismiss('p')
    expect(box.list()).toEqual([])
    expect(store.kept.size).toBe(0)
  })

  it('tries at once on a fresh network, even while an old try hangs', async () => {
    server.mood = () => 'hang'
    await box.add(press('p'))
    await pass(100)
    server.mood = () => 'ok'
    box.kick(true)
    await pass(0)
    expect(box.get('p')?.state).toBe('sent')
  })

  it('does not wait for hours when the clock is set back', async () => {
    server.mood = () => 'down'
    await box.add(press('p'))
    await pass(10)
    vi.setSystemTime(1_000_000 - 3 * 3600_000)
    box.kick()
    server.mood = () => 'ok'
    await pass(3000)
    expect(box.get('p')?.state).toBe('sent')
  })

  it('takes over what another tab has sent', async () => {
    server.mood = () => 'down'
    await box.add(press('p'))
    await pass(10)
    store.kept.set('p', { ...box.get('p')!, state: 'sent', answer: { id: 'alm_p' } })
    await pass(1000)
    expect(box.get('p')?.state).toBe('sent')
    expect(server.heard).toHaveLength(1)
  })

  it('forgets sent things after a week, never waiting ones', async () => {
    await box.add(press('p'))
    await pass(0)
    server.mood = () => 'down'
    await box.add(press('q'))
    await pass(0)
    vi.clearAllTimers()
    vi.setSystemTime(1_000_000 + 8 * 24 * 3600_000)
    const next = open()
    await next.start()
    expect(next.list().map((i) => i.id)).toEqual(['q'])
  })
})

describe('a photograph of an alarm', () => {
  const media = (id: string, of: string) => ({ id, lane: 'normal' as const, chain: `${of}/media`, of, path: '/api/v1/alarms/{alarm}/photos', body: {}, bytes: new ArrayBuffer(4) })

  it('waits for its press, goes to its alarm, and is not kept once it is there', async () => {
    server.mood = (item) => (item.id === 'p' ? 'down' : 'ok')
    await box.add(press('p'))
    await box.add(media('l', 'p'))
    await vi.advanceTimersByTimeAsync(5000)
    expect([...server.acts.keys()]).toEqual([])
    server.mood = () => 'ok'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.acts.get('l')).toBe('/api/v1/alarms/alm_p/photos')
    expect(store.kept.get('l')).not.toHaveProperty('bytes')
  })

  it('never holds up a word of its alarm', async () => {
    await box.add(press('p'))
    server.mood = (item) => (item.lane === 'normal' ? 'hang' : 'ok')
    await box.add(media('l', 'p'))
    await vi.advanceTimersByTimeAsync(100)
    await box.add(refine('r', 'p'))
    await vi.advanceTimersByTimeAsync(100)
    expect(server.acts.has('r')).toBe(true)
  })

  it('goes with a press that was refused', async () => {
    server.mood = () => 'down'
    await box.add(press('p'))
    await box.add(media('l', 'p'))
    server.mood = () => 'refuse'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(box.get('l')).toBeUndefined()
  })
})
