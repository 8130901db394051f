import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWords } from '../../i18n'
import type { Item } from '../../outbox'
import { ticked } from './ActionCard'
import { byNeed, Report, seatsOf } from './RollPage'
import { unsentLines } from './TalkPage'
import type { Action, Aside, RollClass } from './types'

const item = (path: string, body: Record<string, unknown>, state: Item['state'] = 'queued', id = path): Item => ({
  id, lane: 'urgent', chain: 'p', path, body, at: 0, seq: 1, tries: 0, nextAt: 0, state,
})
const watched = (actions: Action[] = []) => ({ card: undefined, contacts: [], trouble: '' as const, asOf: 0, aside: { timeline: [], can: [], actions, roll: null } satisfies Aside })

const one = (part: Partial<RollClass>): RollClass => ({ id: 'c', name: '一(1)班', teacher: '', mine: false, pupils: 44, present: 0, unaccounted: 0, seats: [], note: '', byName: '', at: 0, ...part })

describe('the timeline on the phone', () => {
  it('shows what is on its way, and not twice what has arrived', () => {
    const later = [
      item('/api/v1/alarms/a/messages', { text: '在' }, 'sent', 'l1'),
      item('/api/v1/alarms/a/photos', {}, 'queued', 'l2'),
      item('/api/v1/alarms/a/refine', {}, 'queued', 'l3'),
      item('/api/v1/alarms/a/messages', { text: '不' }, 'refused', 'l4'),
    ]
    expect(unsentLines({ later }, [{ id: 'e', at: 1, kind: 'message', byName: '', data: { line: 'l1' } }]).map((i) => i.id)).toEqual(['l2'])
    expect(unsentLines({ later }, []).map((i) => i.id)).toEqual(['l1', 'l2'])
  })
})

describe('the action card', () => {
  it('shows a tick before the server has it, and what the server says after', () => {
    const open = { later: [], watched: watched() }
    expect(ticked(open, 'gate').done).toBe(false)
    const sending = { later: [item('/api/v1/alarms/a/actions/gate', { done: true })], watched: watched() }
    expect(ticked(sending, 'gate')).toMatchObject({ done: true, waits: true })
    const told = { later: [item('/api/v1/alarms/a/actions/gate', { done: true }, 'sent')], watched: watched([{ code: 'gate', how: '', doneAt: 0, byName: '王' }]) }
    expect(ticked(told, 'gate')).toMatchObject({ done: false, waits: false })
  })
})

describe('the roll call', () => {
  it('puts my class first, then who misses somebody, then who has not reported', () => {
    const list = [one({ id: 'done', at: 1 }), one({ id: 'silent' }), one({ id: 'missing', at: 1, unaccounted: 1 }), one({ id: 'mine', at: 1, mine: true })]
    expect(list.sort(byNeed).map((c) => c.id)).toEqual(['mine', 'missing', 'silent', 'done'])
  })

  it('reads seat numbers however they are separated', () => {
    expect(seatsOf(' 12、3-4,7；9 ')).toEqual(['12', '3-4', '7', '9'])
    expect(seatsOf('')).toEqual([])
  })

  let box: HTMLElement
  beforeEach(() => {
    startWords()
    box = document.body.appendChild(document.createElement('div'))
  })
  afterEach(() => {
    void act(() => render(null, box))
    box.remove()
  })
  const press = (name: string) => act(() => box.querySelector<HTMLElement>(`[aria-label="${name}"]`)!.click())
  const submit = () => act(() => void box.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true })))

  it('reports with one touch that all are here', async () => {
    const sent: unknown[] = []
    void act(() => render(<Report c={one({})} send={(body) => sent.push(body)} />, box))
    expect(box.textContent).toContain('报告：44 人到齐')
    await submit()
    expect(sent).toEqual([{ present: 44, unaccounted: 0, seats: [], note: '' }])
  })

  it('counts the missing and the absent, and refuses a name for a seat', async () => {
    const sent: unknown[] = []
    void act(() => render(<Report c={one({})} send={(body) => sent.push(body)} />, box))
    await press('没找到的人数 +1')
    await press('没找到的人数 +1')
    await press('请假未到校 +1')
    expect(box.textContent).toContain('报告：到 41 人，没找到 2 人')
    const seats = box.querySelector<HTMLInputElement>('.field input')!
    const type = (text: string) =>
      act(() => {
        seats.value = text
        seats.dispatchEvent(new Event('input', { bubbles: true }))
      })
    await type('王小明')
    expect(box.querySelector('[role=alert]')).not.toBeNull()
    await submit()
    expect(sent).toEqual([])
    await type('12 31')
    await submit()
    expect(sent).toEqual([{ present: 41, unaccounted: 2, seats: ['12', '31'], note: '' }])
  })
  it('lets everybody be found again', async () => {
    const sent: unknown[] = []
    void act(() => render(<Report c={one({ at: 1, present: 42, unaccounted: 2, seats: ['12', '31'] })} send={(body) => sent.push(body)} />, box))
    await press('没找到的人数 −1')
    await press('没找到的人数 −1')
    await submit()
    expect(sent).toEqual([{ present: 44, unaccounted: 0, seats: [], note: '' }])
  })
})
