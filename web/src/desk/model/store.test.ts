import { describe, expect, it, vi } from 'vitest'
import { made } from './made'
import { AlarmStore } from './store'

const ids = (store: AlarmStore) => store.snapshot().sorted.map((c) => c.id)

describe('the store', () => {
  it('keeps the greatest version, in whatever order and however often they come', () => {
    const store = new AlarmStore()
    store.apply([made({ id: 'a', version: 3, state: 'dispatched' })])
    store.apply([made({ id: 'a', version: 2, state: 'accepted' }), made({ id: 'a', version: 3, state: 'waiting' })])
    expect(store.get('a')?.state).toBe('dispatched')
    store.apply([made({ id: 'a', version: 4, state: 'on_scene' })])
    expect(store.get('a')?.state).toBe('on_scene')
    expect(ids(store)).toEqual(['a'])
  })

  it('tells nobody when nothing is new', () => {
    const store = new AlarmStore()
    store.apply([made({ id: 'a' })])
    const before = store.snapshot()
    const listener = vi.fn()
    store.subscribe(listener)
    store.apply([made({ id: 'a' })])
    expect(listener).not.toHaveBeenCalled()
    expect(store.snapshot()).toBe(before)
  })

  it('says what is new and what has changed, once per alarm and batch', () => {
    const store = new AlarmStore()
    store.apply([made({ id: 'old' })])
    const change = store.apply([
      made({ id: 'new' }),
      made({ id: 'new', version: 2, state: 'accepted' }),
      made({ id: 'old', version: 2, state: 'accepted' }),
      made({ id: 'old', version: 5, state: 'on_scene' }),
    ])
    expect(change.added.map((c) => [c.id, c.version])).toEqual([['new', 2]])
    expect(change.changed.map(({ before, after }) => [before.version, after.version])).toEqual([[1, 5]])
  })

  it('takes a burst of 1,500 in one step, without loss or doubles', () => {
    const store = new AlarmStore()
    const listener = vi.fn()
    store.subscribe(listener)
    const burst = Array.from({ length: 1500 }, (_, i) => made({ id: `alm_${String(i).padStart(4, '0')}`, t0: 5000 - i }))
    const change = store.apply([...burst, ...burst.slice(0, 700)])
    expect(listener).toHaveBeenCalledTimes(1)
    expect(change.added).toHaveLength(1500)
    expect(new Set(ids(store)).size).toBe(1500)
    expect(ids(store)[0]).toBe('alm_1499')
  })

  it('takes the list for the truth: asks about what it had and the list has not', () => {
    const store = new AlarmStore()
    expect(store.snapshot().loaded).toBe(false)
    expect(store.takeList([made({ id: 'a' }), made({ id: 'b' }), made({ id: 'past', state: 'reset' })])).toEqual([])
    expect(store.snapshot().loaded).toBe(true)
    store.apply([made({ id: 'c' })])
    expect(store.takeList([made({ id: 'b' })]).sort()).toEqual(['a', 'c'])
    store.drop(['a', 'c'])
    expect(ids(store)).toEqual(['b', 'past'])
  })

  it('does not go back when a list is older than what the stream brought', () => {
    const store = new AlarmStore()
    store.takeList([])
    store.apply([made({ id: 'a', version: 7, state: 'accepted' })])
    store.takeList([made({ id: 'a', version: 6 })])
    expect(store.get('a')?.state).toBe('accepted')
  })

  it('marks the first list, so that a reload does not sound like a storm', () => {
    const store = new AlarmStore()
    const onChange = vi.fn()
    store.onChange = onChange
    store.takeList([made({ id: 'a' })])
    store.apply([made({ id: 'b' })])
    expect(onChange.mock.calls.map((c) => c[1] as boolean)).toEqual([true, false])
  })

  it('forgets the oldest history, never what is open', () => {
    const store = new AlarmStore()
    const past = Array.from({ length: 1400 }, (_, i) => made({ id: `p${i}`, state: 'reset', t7: 10_000 + i }))
    store.apply([...past, made({ id: 'open' })])
    expect(store.snapshot().sorted).toHaveLength(1001)
    expect(store.get('p0')).toBeUndefined()
    expect(store.get('p1399')).toBeDefined()
    expect(store.get('open')).toBeDefined()
  })
})
