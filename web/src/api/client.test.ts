import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, must, onSessionExpired } from './client'

type Answer = (request: Request) => Response | Promise<Response>
let sent: { method: string; key: string | null; body: string }[]

function serve(...answers: Answer[]) {
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ method: request.method, key: request.headers.get('Idempotency-Key'), body: request.method === 'GET' ? '' : await request.text() })
    return answers[Math.min(sent.length, answers.length) - 1]!(request)
  })
}

const json = (status: number, body: unknown): Answer => () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const gone: Answer = () => Promise.reject(new TypeError('Failed to fetch'))
// Only what the client does with an act is under test; the server would want more of a school.
const save = (name: string) => must(api.POST('/api/v1/schools', { body: { name } as never }))

beforeEach(() => {
  sent = []
})
afterEach(() => {
  vi.unstubAllGlobals()
  onSessionExpired(undefined)
})

describe('the client', () => {
  it('turns a refusal into a problem', async () => {
    serve(json(422, { status: 422, code: 'org.code_taken', fields: [{ name: 'code', code: 'taken' }], requestId: 'r1' }))
    const problem = await save('refused').catch((e: unknown) => e)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({ status: 422, code: 'org.code_taken', requestId: 'r1', fields: [{ name: 'code' }] })
  })

  it('understands an answer that is not ours, and no answer at all', async () => {
    serve(() => new Response('<h1>Bad gateway</h1>', { status: 502 }), gone)
    await expect(must(api.GET('/api/v1/schools'))).rejects.toMatchObject({ code: 'unavailable', status: 502 })
    await expect(must(api.GET('/api/v1/schools'))).rejects.toMatchObject({ code: 'network', status: 0 })
  })

  it('keeps the key of an act until it has its answer', async () => {
    serve(gone, json(503, {}), json(201, { id: 'sch_1' }), json(201, { id: 'sch_2' }))
    await expect(save('same')).rejects.toMatchObject({ code: 'network' })
    await expect(save('same')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(save('same')).resolves.toEqual({ id: 'sch_1' })
    await expect(save('same')).resolves.toEqual({ id: 'sch_2' })
    const keys = sent.map((s) => s.key)
    expect(keys[0]).toBeTruthy()
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).toBe(keys[0])
    expect(keys[3]).not.toBe(keys[0])
  })

  it('asks to log in once for many requests, then sends each again with its body and key', async () => {
    let loggedIn = false
    serve((r) => (loggedIn ? json(200, { ok: true })(r) : json(401, { code: 'unauthorized' })(r)))
    const ask = vi.fn(async () => (loggedIn = true))
    onSessionExpired(ask)
    await Promise.all([save('a'), save('b')])
    expect(ask).toHaveBeenCalledTimes(1)
    const a = sent.filter((s) => s.body.includes('"a"'))
    expect(a).toHaveLength(2)
    expect(a[1]!.key).toBe(a[0]!.key)
  })

  it('gives the refusal on when nobody logs in, and never asks for the log-in itself', async () => {
    serve(json(401, { code: 'auth.wrong_password' }))
    const ask = vi.fn(async () => false)
    onSessionExpired(ask)
    await expect(must(api.POST('/api/v1/auth/login', { body: { login: 'x', password: 'y' } }))).rejects.toMatchObject({ code: 'auth.wrong_password' })
    expect(ask).not.toHaveBeenCalled()
    await expect(save('c')).rejects.toMatchObject({ status: 401 })
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it('reads without a key', async () => {
    serve(json(200, { items: [] }))
    await must(api.GET('/api/v1/schools'))
    expect(sent[0]!.key).toBeNull()
  })
})
