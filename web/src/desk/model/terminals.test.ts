import { expect, it } from 'vitest'
import { isMissing, TerminalStore, unknown, type Terminal } from './terminals'

const gate = (over: Partial<Terminal>): Terminal => ({
  id: 'dev_1', name: '东门终端', kind: 'gate', school: '长征小学', phone: '0350-1', place: '东门', state: 'lost', since: 1000, seenAt: 900, version: 2, ...over,
})
const ids = (store: TerminalStore) => store.snapshot().map((x) => x.id)

it('knows what the desk has to know of', () => {
  expect(isMissing(gate({}))).toBe(true)
  expect(isMissing(gate({ state: 'on' }))).toBe(false)
  expect(isMissing(gate({ state: 'off' }))).toBe(true)
  expect(isMissing(gate({ state: 'off', kind: 'siren' }))).toBe(true)
  expect(isMissing(gate({ state: 'off', kind: 'phone' }))).toBe(false)
  expect(isMissing(gate({ kind: 'phone' }))).toBe(true)
})

it('shows one while it is lost and drops it when it is back, in whatever order the news come', () => {
  const store = new TerminalStore()
  let told = 0
  store.subscribe(() => told++)
  store.apply([gate({})])
  expect(ids(store)).toEqual(['dev_1'])
  store.apply([gate({ state: 'on', version: 3 })])
  expect(ids(store)).toEqual([])
  store.apply([gate({})])
  expect(ids(store)).toEqual([])
  expect(told).toBe(2)
})

it('takes a whole list: what is not named is back, unless news came meanwhile', () => {
  const store = new TerminalStore()
  store.apply([gate({}), gate({ id: 'dev_2', since: 2000 })])
  const asked = store.versions()
  store.apply([gate({ id: 'dev_3', since: 3000 })])
  store.takeList([gate({ id: 'dev_2', since: 2000 })], asked)
  expect(ids(store)).toEqual(['dev_3', 'dev_2'])
  store.clear()
  expect(ids(store)).toEqual([])
})

it('answers the same list until something changes, and tells not knowing from nothing missing', () => {
  const store = new TerminalStore()
  expect(store.snapshot()).toBe(unknown)
  store.takeList([], store.versions())
  const nothing = store.snapshot()
  expect(nothing).not.toBe(unknown)
  store.apply([gate({ state: 'on' })])
  expect(store.snapshot()).toBe(nothing)
  store.clear()
  expect(store.snapshot()).toBe(unknown)
})
