import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { desk } from '../desk'
import { setWords } from '../i18n'
import { made } from '../model/made'
import { noFilter } from '../model/filter'
import { rowHeight } from '../model/window'
import { AlarmList } from './AlarmList'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

const id = (i: number) => `alm_${String(i).padStart(4, '0')}`
const thousand = Array.from({ length: 1000 }, (_, i) => made({ id: id(i), t0: 1000 + i }))
let root: Root

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-alarm-id]')]
const box = () => document.querySelector<HTMLElement>('.rows-box')!
const find = (i: number) => document.querySelector<HTMLElement>(`[data-alarm-id="${id(i)}"]`)

beforeEach(async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  await setWords('zh')
  desk.store.clear()
  desk.filter.set(noFilter)
  desk.select('')
  desk.store.takeList(thousand)
  root = createRoot(document.body.appendChild(document.createElement('section')))
  await act(async () => root.render(<AlarmList />))
})

afterEach(() => {
  act(() => root.unmount())
  document.body.replaceChildren()
})

it('holds a thousand alarms in a few rows, and says how many there are', () => {
  expect(rows().length).toBeLessThan(40)
  expect(rows()[0]!.getAttribute('aria-setsize')).toBe('1000')
  expect(rows().map((row) => row.getAttribute('aria-posinset')).slice(0, 3)).toEqual(['1', '2', '3'])
  expect(document.querySelectorAll('.is-blinking')).toHaveLength(6)
})

it('shows a new alarm at once in its place, and leaves what is selected alone', async () => {
  await act(async () => desk.select(id(2)))
  await act(async () => void desk.store.apply([made({ id: 'new', t0: 1 })]))
  expect(rows()[0]!.dataset.alarmId).toBe('new')
  expect(rows()[0]!.getAttribute('aria-setsize')).toBe('1001')
  expect(document.querySelectorAll('[aria-current=true]')).toHaveLength(1)
  expect(find(2)!.querySelector('[aria-current=true]')).not.toBeNull()
})

it('keeps the selected row in the document wherever it is, and reachable with Tab', async () => {
  await act(async () => desk.select(id(700)))
  expect(find(700)!.querySelector('button')!.tabIndex).toBe(0)
  expect(rows().filter((row) => row.querySelector('button')!.tabIndex === 0)).toHaveLength(1)
  expect(rows().length).toBeLessThan(40)
})

it('stays where the officer reads when an alarm comes in above', async () => {
  await act(async () => {
    box().scrollTop = 400 * rowHeight
    box().dispatchEvent(new Event('scroll', { bubbles: true }))
  })
  expect(find(400)).not.toBeNull()
  await act(async () => void desk.store.apply([made({ id: 'new', t0: 1 })]))
  expect(box().scrollTop).toBe(401 * rowHeight)
})

it('announces a real alarm that the filter hides; practice may stay hidden', async () => {
  await act(async () => desk.setFilter({ county: '定襄县' }))
  expect(document.querySelector('.hidden-note')!.textContent).toContain('1000')
  await act(async () => {
    desk.store.clear()
    desk.store.takeList([made({ id: 'd', mode: 'drill' })])
  })
  expect(document.querySelector('.hidden-note')).toBeNull()
})
