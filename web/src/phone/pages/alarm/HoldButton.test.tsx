import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startWords } from '../../i18n'
import { HoldButton, holdFor } from './HoldButton'

let fired: number
let box: HTMLElement

function show(quiet = false): HTMLButtonElement {
  void act(() => render(<HoldButton quiet={quiet} fire={() => fired++} />, box))
  return box.querySelector('button')!
}

function send(to: Element, type: string, init: object = {}): void {
  void act(() => void to.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { button: 0, pointerId: 1, ...init })))
}

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms))

beforeEach(() => {
  vi.useFakeTimers()
  startWords()
  fired = 0
  box = document.body.appendChild(document.createElement('div'))
})
afterEach(() => {
  void act(() => render(null, box))
  box.remove()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the button', () => {
  it('fires once after 1.5 s, with the finger still down', async () => {
    const button = show()
    send(button, 'pointerdown')
    await pass(holdFor - 1)
    expect(fired).toBe(0)
    await pass(1)
    expect(fired).toBe(1)
    await pass(10_000)
    send(button, 'pointerup')
    expect(fired).toBe(1)
  })

  it.each(['pointerup', 'pointercancel', 'blur'])('is cancelled by %s before that, and says so', async (type) => {
    const button = show()
    send(button, 'pointerdown')
    await pass(holdFor - 100)
    expect(box.textContent).toContain('松手即取消')
    send(button, type)
    await pass(10_000)
    expect(fired).toBe(0)
    expect(box.textContent).toContain('已取消，没有报警')
  })

  it('starts anew after a cancelled try', async () => {
    const button = show()
    send(button, 'pointerdown')
    await pass(1000)
    send(button, 'pointerup')
    send(button, 'pointerdown')
    await pass(1000)
    expect(fired).toBe(0)
    await pass(500)
    expect(fired).toBe(1)
  })

  it('can be held with a key, whose repeats count as one', async () => {
    const button = show()
    send(button, 'keydown', { key: ' ', repeat: false })
    await pass(700)
    send(button, 'keydown', { key: ' ', repeat: true })
    await pass(800)
    expect(fired).toBe(1)
  })

  it('ignores the other buttons of a mouse', async () => {
    send(show(), 'pointerdown', { button: 2 })
    await pass(2000)
    expect(fired).toBe(0)
  })

  it('neither vibrates nor readies a sound when it is to be silent', async () => {
    const vibrate = vi.fn()
    const sound = vi.fn()
    vi.stubGlobal('navigator', { vibrate })
    vi.stubGlobal('AudioContext', sound)
    send(show(true), 'pointerdown')
    await pass(2000)
    expect(fired).toBe(1)
    expect(vibrate).not.toHaveBeenCalled()
    expect(sound).not.toHaveBeenCalled()
  })
})
