import { ApiProblem, problemOf } from '../api/problem'
import { setServerTime } from './clock'

/** A signal that gives up after `ms`; `AbortSignal.timeout` is too new for old phones. */
function until(ms: number): { signal: AbortSignal; done: () => void } {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), ms)
  return { signal: abort.signal, done: () => clearTimeout(timer) }
}

/**
 * A question to the server that gives up after 8 s; rejects with an `ApiProblem`.
 * `const me = await ask<Me>((signal) => api.GET('/api/v1/auth/me', { signal }))`
 */
export async function ask<T>(call: (signal: AbortSignal) => Promise<{ data?: unknown; response: Response }>): Promise<T> {
  const { signal, done } = until(8000)
  try {
    const { data, response } = await call(signal)
    setServerTime(Date.parse(response.headers.get('date') ?? ''))
    return data as T
  } catch (e) {
    if (e instanceof ApiProblem) throw e
    if (signal.aborted || e instanceof SyntaxError) throw new ApiProblem({ status: 0, code: 'network' })
    throw problemOf(e)
  } finally {
    done()
  }
}
