import createClient, { type Middleware } from 'openapi-fetch'
import { keyFor, settle } from './keys'
import { isAlone } from './presence'
import { ApiProblem, problemOf, readProblem } from './problem'
import type { paths } from './schema'

export { ApiProblem, problemOf }

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const acts = new WeakMap<Request, { act: string; again: Request }>()

type LogInAgain = () => Promise<boolean>
let logInAgain: LogInAgain | undefined
let asking: Promise<boolean> | undefined

/** Who asks the user to log in when the session has run out; true means "logged in, send it again". */
export function onSessionExpired(ask: LogInAgain | undefined): void {
  logInAgain = ask
}

/** Many requests may find the session expired at once; the user is asked once. */
function ask(): Promise<boolean> {
  if (!logInAgain) return Promise.resolve(false)
  asking ??= logInAgain().finally(() => {
    asking = undefined
  })
  return asking
}

const middleware: Middleware = {
  async onRequest({ request, schemaPath }) {
    let act = ''
    if (request.method === 'GET' && isAlone()) request.headers.set('Huxue-Alone', '1')
    if (writes.has(request.method) && !request.headers.has('Idempotency-Key')) {
      const body = request.headers.get('content-type')?.startsWith('multipart/') ? String(Date.now()) : await request.clone().text()
      act = `${request.method} ${request.url} ${body}`
      request.headers.set('Idempotency-Key', keyFor(act))
    }
    // Logging in is how a 401 is cured, so there it is an answer like any other.
    if (!schemaPath.startsWith('/api/v1/auth/')) acts.set(request, { act, again: request.clone() })
    else if (act) acts.set(request, { act, again: request })
    return request
  },
  async onResponse({ request, response, schemaPath }) {
    const kept = acts.get(request)
    if (response.status === 401 && kept && !schemaPath.startsWith('/api/v1/auth/') && (await ask())) {
      response = await fetch(kept.again)
    }
    if (kept?.act && response.status < 500 && response.status !== 401) settle(kept.act)
    if (!response.ok) throw await readProblem(response)
    return response
  },
  onError({ error }) {
    if (error instanceof ApiProblem || (error instanceof Error && error.name === 'AbortError')) return error
    return new ApiProblem({ status: 0, code: 'network' })
  },
}

/**
 * The one client. A refused call rejects with an `ApiProblem`:
 * `const school = await must(api.GET('/api/v1/schools/{id}', { params: { path: { id } } }))`.
 */
// fetch is looked up at each call so that a test can put its own in place.
export const api = createClient<paths>({ baseUrl: origin(), fetch: (request) => fetch(request) })
api.use(middleware)

function origin(): string {
  return typeof location === 'undefined' || location.origin === 'null' ? '' : location.origin
}

/** The body of an answer that was accepted. */
export async function must<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}
