import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { desk } from './desk'
import { useKeys } from './keys'
import { made } from './model/made'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

const setHelp = vi.fn()
const next = vi.fn()
let root: Root

function Screen() {
  useKeys({ help: false, setHelp })
  return (
    <>
      <input data-key="filter" />
      <button type="button" data-key="next" onClick={next} />
    </>
  )
}

const press = (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) =>
  act(async () => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })))

beforeEach(async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  next.mockClear()
  setHelp.mockClear()
  desk.store.clear()
  desk.store.apply([made({ id: 'a', t0: 1 }), made({ id: 'b', t0: 2 }), made({ id: 'c', t0: 3, state: 'accepted' })])
  desk.select('')
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Screen />))
})

afterEach(() => {
  act(() => root.unmount())
  document.body.replaceChildren()
})

it('J and K walk the list as it is shown, and stop at its ends', async () => {
  const walk: string[] = []
  for (const key of ['j', 'j', 'j', 'j', 'k', 'k', 'k']) {
    await press(key)
    walk.push(desk.selected.get())
  }
  expect(walk).toEqual(['a', 'b', 'c', 'c', 'b', 'a', 'a'])
})

it('A does the next step once, however long it is held', async () => {
  await press('a')
  await press('a', document.body, { repeat: true })
  expect(next).toHaveBeenCalledTimes(1)
})

it('does nothing while somebody types, or for the browser’s own keys', async () => {
  const field = document.querySelector('input')!
  await press('a', field)
  await press('j', field)
  await press('a', document.body, { ctrlKey: true })
  expect(next).not.toHaveBeenCalled()
  expect(desk.selected.get()).toBe('')
})

it('goes to the filter, shows the help, and closes with Esc', async () => {
  await press('/')
  expect(document.activeElement).toBe(document.querySelector('input'))
  await press('Escape', document.activeElement!)
  expect(document.activeElement).toBe(document.body)
  await press('?')
  expect(setHelp).toHaveBeenCalledWith(true)
  desk.select('a')
  await press('Escape')
  expect(desk.selected.get()).toBe('')
})
