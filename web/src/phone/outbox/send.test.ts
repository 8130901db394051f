import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Item } from './item'
import { patience, patienceWithBytes, send } from './send'

const press: Item = { id: 'p', lane: 'urgent', chain: 'p', path: '/api/v1/alarms', body: { silent: true }, at: 1000, seq: 1, tries: 0, nextAt: 0, state: 'queued' }
const refine: Item = { ...press, id: 'r', path: '/api/v1/alarms/{alarm}/refine', body: { kind: 'fire' } }
const never = () => new AbortController().signal

/** What the network does, and what it was asked. */
function network(answer: (request: RequestInit) => Promise<Response>) {
  const asked: { path: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push({ path, init })
    return answer(init)
  })
  return asked
}

const silence = (init: RequestInit) =>
  new Promise<Response>((_, reject) => init.signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))))

beforeEach(() => vi.useFakeTimers({ now: 5000 }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('send', () => {
  it('says who it is and tells both times by the phone’s clock', async () => {
    const asked = network(async () => new Response('{"id":"alm_1"}', { status: 201 }))
    expect(await send(press, '/api/v1/alarms', never())).toEqual({ kind: 'done', answer: { id: 'alm_1' } })
    expect(asked[0]!.init.headers).toMatchObject({ 'Idempotency-Key': 'p' })
    expect(JSON.parse(asked[0]!.init.body as string)).toEqual({ silent: true, deviceAt: 1000, sentAt: 5000 })
  })

  it('sends a file as it is, with its line and both times in the address, and gives it longer', async () => {
    const bytes = new Uint8Array([255, 216, 255]).buffer
    const photo: Item = { ...press, id: 'l', lane: 'normal', chain: 'p/media', of: 'p', path: '/api/v1/alarms/{alarm}/photos', body: { line: 'l' }, bytes }
    const asked = network(silence)
    const sent = send(photo, '/api/v1/alarms/alm_1/photos', never())
    expect(asked[0]!.path).toBe('/api/v1/alarms/alm_1/photos?line=l&deviceAt=1000&sentAt=5000')
    expect(asked[0]!.init.body).toBe(bytes)
    expect(asked[0]!.init.headers).toMatchObject({ 'Content-Type': 'application/octet-stream', 'Idempotency-Key': 'l' })
    await vi.advanceTimersByTimeAsync(patience * 2)
    expect(asked[0]!.init.signal!.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(patienceWithBytes)
    expect(await sent).toEqual({ kind: 'later', why: 'network' })
  })

  it.each(['messages', 'actions/gate', 'roll-call', 'roll-call/cls_1', 'guard-arrive'])('tells when %s was done, not only when it came', async (verb) => {
    const asked = network(async () => new Response('{"id":"alm_1"}', { status: 200 }))
    const path = `/api/v1/alarms/alm_1/${verb}`
    await send({ ...refine, path, body: {} }, path, never())
    expect(JSON.parse(asked[0]!.init.body as string)).toEqual({ deviceAt: 1000, sentAt: 5000 })
  })

  it('adds no times to what follows a press', async () => {
    const asked = network(async () => new Response('{"id":"alm_1"}', { status: 200 }))
    await send(refine, '/api/v1/alarms/alm_1/refine', never())
    expect(JSON.parse(asked[0]!.init.body as string)).toEqual({ kind: 'fire' })
  })

  it('gives a silent network 8 s', async () => {
    network(silence)
    const outcome = send(press, '/api/v1/alarms', never())
    await vi.advanceTimersByTimeAsync(patience)
    expect(await outcome).toEqual({ kind: 'later', why: 'network' })
  })

  it('lets itself be broken off', async () => {
    network(silence)
    const abort = new AbortController()
    const outcome = send(press, '/api/v1/alarms', abort.signal)
    abort.abort()
    expect(await outcome).toEqual({ kind: 'later', why: 'network' })
  })

  it.each([
    ['an expired session', 401, 'unauthorized', { kind: 'later', why: 'login' }],
    ['a full house', 503, 'unavailable', { kind: 'later', why: 'busy' }],
    ['a role that may not', 403, 'forbidden', { kind: 'refused', refusal: { status: 403, code: 'forbidden', params: {} } }],
  ])('understands %s', async (_, status, code, want) => {
    network(async () => new Response(JSON.stringify({ status, code }), { status, headers: { 'content-type': 'application/problem+json' } }))
    expect(await send(press, '/api/v1/alarms', never())).toEqual(want)
  })

  it('does not take a log-in page of a guest network for an answer', async () => {
    network(async () => new Response('<html>请先登录无线网络</html>', { status: 200, headers: { 'content-type': 'text/html' } }))
    expect(await send(press, '/api/v1/alarms', never())).toEqual({ kind: 'later', why: 'network' })
  })
})
