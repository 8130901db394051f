import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Item } from './item'
import { openStore } from './store'

const item: Item = { id: 'p', lane: 'urgent', chain: 'p', path: '/api/v1/alarms', body: {}, at: 1, seq: 1, tries: 0, nextAt: 1, state: 'queued' }

beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a store without IndexedDB', () => {
  const refuse = () => Promise.reject(new Error('private mode'))

  it('survives the page in localStorage', async () => {
    await openStore(refuse).put(item)
    const next = openStore(refuse)
    expect(await next.get('p')).toEqual(item)
    expect(await next.all()).toEqual([item])
    await next.remove('p')
    expect(await openStore(refuse).all()).toEqual([])
  })

  it('has it at once, should the page be gone the next moment', () => {
    void openStore(refuse).put(item)
    expect(localStorage.getItem('huxue.outbox.p')).toContain('"p"')
  })

  it('keeps a file in the page and never in localStorage, which is too small for it', async () => {
    const store = openStore(refuse)
    const photo = { ...item, id: 'l', bytes: new ArrayBuffer(8) }
    await store.put(photo)
    expect(localStorage.length).toBe(0)
    expect(await store.get('l')).toEqual(photo)
  })

  it('answers what is kept when it is already sent', async () => {
    const store = openStore(refuse)
    await store.put({ ...item, state: 'sent' })
    expect((await store.put({ ...item, tries: 3 })).state).toBe('sent')
  })

  it('does not hold a press up when the database never opens', async () => {
    vi.useFakeTimers()
    const kept = openStore(() => new Promise(() => undefined)).put(item)
    await vi.advanceTimersByTimeAsync(400)
    expect(await kept).toEqual(item)
    expect(localStorage.getItem('huxue.outbox.p')).not.toBeNull()
  })

  it('lasts as long as the page when nothing may be stored', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => { throw new Error('forbidden') },
      setItem: () => { throw new Error('forbidden') },
      removeItem: () => { throw new Error('forbidden') },
    })
    const store = openStore(refuse)
    await store.put(item)
    expect(await store.all()).toEqual([item])
    expect(await store.get('p')).toEqual(item)
  })

  it('is not upset by rubbish under its names', async () => {
    localStorage.setItem('huxue.outbox.x', '{')
    expect(await openStore(refuse).all()).toEqual([])
  })
})
