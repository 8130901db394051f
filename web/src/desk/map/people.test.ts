import { beforeEach, expect, it, vi } from 'vitest'
import type { Position } from '../wire'
import type { Canvas } from './canvas'
import { followPeople, people } from './people'

const at = (personId: string, version: number, lon: number, gone = false): Position => ({ alarmId: 'a', personId, name: personId, unit: '门卫', lon, lat: 38, version, gone })
const canvas = { pixel: (lon: number) => (lon > 200 ? undefined : [lon, 38]), onMove: () => () => undefined } as unknown as Canvas

let layer: HTMLElement
let stop: () => void
beforeEach(() => {
  people.take(people.all().map((p) => ({ ...p, gone: true })))
  layer = document.createElement('div')
  stop = followPeople(layer, canvas)
})
const marks = () => [...layer.children].map((m) => `${m.textContent} ${(m as HTMLElement).style.transform}`)

it('shows who shares a place, moves the mark, ignores what is older, and takes it away', () => {
  people.take([at('张三', 2, 112)])
  expect(marks()).toEqual(['张三 translate(112.0px, 38.0px)'])
  people.take([at('张三', 1, 100)])
  people.take([at('张三', 3, 113), at('李四', 1, 300)])
  expect(marks()).toEqual(['张三 translate(113.0px, 38.0px)'])
  people.take([at('张三', 4, 113, true)])
  expect(marks()).toEqual([])
  stop()
})

it('hears of a move from the stream', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ items: [at('王五', 1, 110)] }), { headers: { 'content-type': 'application/json' } }))
  const source = new EventTarget() as EventSource
  people.hear(source)
  source.dispatchEvent(new Event('hello'))
  await vi.waitFor(() => expect(marks()).toEqual(['王五 translate(110.0px, 38.0px)']))
  source.dispatchEvent(Object.assign(new Event('positions'), { data: JSON.stringify({ body: at('王五', 2, 111) }) }))
  expect(marks()).toEqual(['王五 translate(111.0px, 38.0px)'])
  vi.unstubAllGlobals()
})
