import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { desk } from '../desk'
import { setWords } from '../i18n'
import type { AlarmCard, Entry } from '../model/card'
import { made } from '../model/made'
import { AlarmDetail } from './AlarmDetail'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

// The server, as far as one alarm needs it; what it was asked stands in `asked`.
let alarm: AlarmCard
let story: Entry[]
let next: string[]
let asked: { path: string; body: Record<string, unknown> }[]
let root: Root

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

async function serve(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace('/api/v1/alarms/a', '')
  if (path === '/look') return json(200, { alarmId: 'a', version: 1, people: [] })
  if (request.method === 'GET') {
    return json(200, { alarm, timeline: story, contacts: [{ role: 'police_station', name: '云中路派出所', phone: '0350-2' }], next, can: ['say'], actions: [], roll: null })
  }
  const body = (await request.json()) as Record<string, unknown>
  asked.push({ path, body })
  if (body.version !== undefined && body.version !== alarm.version) return json(409, { code: 'stale_version', params: {} })
  if (path === '/accept') alarm = { ...alarm, version: alarm.version + 1, state: 'accepted', desk: { id: 'me', name: '赵敏' }, t2: 5000 }
  if (path === '/false-alarm') alarm = { ...alarm, version: alarm.version + 1, state: 'resolved', outcome: 'false_alarm', t6: 6000 }
  return json(200, alarm)
}

const click = (text: string) =>
  act(async () => {
    const found = [...document.querySelectorAll<HTMLElement>('button, label')].find((b) => b.textContent?.includes(text))
    if (!found) throw new Error(`no ${text} in ${document.body.textContent}`)
    found.click()
  })
const shows = (text: string) => act(() => vi.waitFor(() => expect(document.body.textContent).toContain(text)))

beforeEach(async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  await setWords('zh')
  alarm = made({ id: 'a', version: 3 })
  story = [{ id: 'e1', at: 1000, kind: 'raised', byName: '张三', byUnit: '', data: null }]
  next = ['accept', 'false-alarm']
  asked = []
  vi.stubGlobal('fetch', serve)
  desk.me.set({ person: { id: 'me', name: '赵敏', unit: '' }, permissions: { 'alarm.accept': ['/'], 'alarm.close': ['/'], 'alarm.assist': ['/'] } })
  desk.store.clear()
  desk.store.apply([alarm])
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<AlarmDetail id="a" />))
  await shows('云中路派出所')
})

afterEach(() => {
  act(() => root.unmount())
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

it('takes an alarm with one press, on the version that was seen', async () => {
  await click('接警由您负责')
  await shows('已接警')
  expect(asked).toEqual([{ path: '/accept', body: { version: 3 } }])
  expect(desk.store.get('a')?.state).toBe('accepted')
})

it('goes ahead when only the guard pressed again', async () => {
  alarm = { ...alarm, version: 4, repeats: 1 }
  await click('接警由您负责')
  await shows('已接警')
  expect(asked.map((a) => a.body.version)).toEqual([3, 4])
})

it('says who was faster and shows the alarm as it is', async () => {
  alarm = { ...alarm, version: 4, state: 'accepted', desk: { id: 'p2', name: '李强' }, t2: Date.UTC(2026, 0, 1, 19, 4, 5) }
  story = [...story, { id: 'e2', at: alarm.t2, kind: 'accepted', byName: '李强', byUnit: '', data: null }]
  await click('接警由您负责')
  await shows('李强已抢先接警（03:04:05）')
  expect(asked).toHaveLength(1)
  expect(desk.store.get('a')?.desk?.name).toBe('李强')
})

it('calls nothing false without a reason, and keeps the form when the alarm has news', async () => {
  await click('误报…')
  await click('确认误报并结束')
  await shows('请选择误报原因')
  expect(asked).toHaveLength(0)
  await click('误触')
  alarm = { ...alarm, version: 4, note: '有人受伤' }
  await click('确认误报并结束')
  await shows('刚有新情况')
  await shows('有人受伤')
  expect(desk.store.get('a')?.state).toBe('waiting')
  await click('确认误报并结束')
  await act(() => vi.waitFor(() => expect(desk.store.get('a')?.outcome).toBe('false_alarm')))
  expect(asked.at(-1)?.body).toEqual({ version: 4, reason: 'mistouch' })
})

it('names the box that was pressed, and says when nobody could read it', async () => {
  alarm = made({ id: 'a', version: 4, source: 'device', presser: { name: '门卫室一键报警', role: '门卫室' }, device: { id: 'dev_1', name: '门卫室一键报警', unparsed: true, battery: 15 } })
  await act(async () => desk.store.apply([alarm]))
  await shows('电量 15%')
  expect(document.querySelector('.pairs a')?.getAttribute('href')).toBe('/equipment/dev_1')
  expect(document.querySelector('.tag-unparsed')?.textContent).toBe('未能解析')
  await shows('按真实报警处理')
})
