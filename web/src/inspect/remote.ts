// The server, as the phone talks to it. Every question gives up after a while: a line
// that is there and carries nothing is the worst of all.
import { api } from '../api/client'
import { ApiProblem, problemOf } from '../api/problem'
import { append } from '../api/uploads'
import type { Remote } from './box/sender'
import type { Card, FileRow, Kit, SignIn, Standing, Synced } from './box/types'

export interface Me {
  id: string
  name: string
}

let offset = 0

/** The server's time as this phone knows it, in UTC milliseconds. */
export const serverNow = (): number => Date.now() + offset

/** How far this phone's clock is ahead of the server's. */
export const ahead = (): number => -offset

async function ask<T>(call: (signal: AbortSignal) => Promise<{ data?: unknown; response: Response }>, patience = 20_000): Promise<T> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), patience)
  try {
    const { data, response } = await call(abort.signal)
    const at = Date.parse(response.headers.get('date') ?? '')
    if (Number.isFinite(at)) offset = at - Date.now()
    return data as T
  } catch (e) {
    if (e instanceof ApiProblem) throw e
    // A log-in page of a guest network is no answer of ours.
    if (abort.signal.aborted || e instanceof TypeError || e instanceof SyntaxError) throw new ApiProblem({ status: 0, code: 'network' })
    throw problemOf(e)
  } finally {
    clearTimeout(timer)
  }
}

export async function me(): Promise<Me | undefined> {
  const said = await ask<{ person: Me }>((signal) => api.GET('/api/v1/auth/me', { signal }), 8000)
  return said.person.id ? { id: said.person.id, name: said.person.name } : undefined
}

/** Answers what is still wanted: nothing, a code of the second factor, or its setting up. */
export async function logIn(login: string, password: string): Promise<string | undefined> {
  const said = await ask<{ step?: string } | undefined>((signal) => api.POST('/api/v1/auth/login', { signal, body: { login, password } }))
  return said?.step
}

export const sendCode = (code: string): Promise<unknown> => ask((signal) => api.POST('/api/v1/auth/totp', { signal, body: { code } }))

export const logOut = (): Promise<unknown> => ask((signal) => api.POST('/api/v1/auth/logout', { signal }))

export async function mine(day: string): Promise<Card[]> {
  const said = await ask<{ items: Card[] }>((signal) => api.GET('/api/v1/inspections/visits/mine', { params: { query: { day } }, signal }), 10_000)
  return said.items
}

export const settle = (id: string, item: string, op: string): Promise<Card> =>
  ask((signal) => api.POST('/api/v1/inspections/visits/{id}/disputes/{item}/decide', { params: { path: { id, item } }, body: { op }, signal }))

const at = (id: string) => ({ path: { id } })

export const remote: Remote = {
  sync: (id, body) => ask<Synced>((signal) => api.POST('/api/v1/inspections/visits/{id}/sync', { params: at(id), body: body as never, signal })),
  begin: ({ key, purpose, path, size, sha256, name }: FileRow) =>
    ask<Standing>((signal) => api.POST('/api/v1/files/uploads', { body: { key, purpose, path, size, sha256, name }, signal })),
  async append(key, from, bytes) {
    const abort = new AbortController()
    // The last piece is answered when the server has taken the picture apart.
    const timer = setTimeout(() => abort.abort(), 90_000)
    try {
      return await append(key, from, bytes, abort.signal)
    } finally {
      clearTimeout(timer)
    }
  },
  sign: (id, body: SignIn) => ask<Card>((signal) => api.POST('/api/v1/inspections/visits/{id}/sign', { params: at(id), body, signal })),
  submit: (id) => ask<Card>((signal) => api.POST('/api/v1/inspections/visits/{id}/submit', { params: at(id), body: {}, signal })),
  kit: (id) => ask<Kit>((signal) => api.GET('/api/v1/inspections/visits/{id}/kit', { params: at(id), signal })),
}
