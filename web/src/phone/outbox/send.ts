import { setServerTime } from '../clock'
import { judge, type Item, type Outcome } from './item'

/** A single try may take this long before it counts as no answer. */
export const patience = 8000
/** A photograph over a bad network takes longer. */
export const patienceWithBytes = 90_000

/** Acts whose time counts, not only their arrival. */
const timed = /\/(guard-arrive|messages|roll-call(\/[^/]+)?|actions\/[^/]+|drills\/[^/]+\/(signal|stop|classes\/[^/]+)|buses\/trips\/[^/]+\/(check|start|board|alight|arrive|clear))$/

/** One try. It never throws: whatever happens is an outcome. */
export async function send(item: Item, path: string, signal: AbortSignal): Promise<Outcome> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  const timer = setTimeout(stop, item.bytes ? patienceWithBytes : patience)
  signal.addEventListener('abort', stop)
  try {
    // Both times are the phone's: the server takes their difference from its own clock.
    const times = { deviceAt: item.at, sentAt: Date.now() }
    const response = await fetch(item.bytes ? `${path}?${query({ ...item.body, ...times })}` : path, {
      method: 'POST',
      headers: { 'Content-Type': item.bytes ? 'application/octet-stream' : 'application/json', 'Idempotency-Key': item.id },
      body: item.bytes ?? JSON.stringify({ ...item.body, ...((creates(item) || timed.test(path)) && times) }),
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: item.lane === 'urgent',
      signal: abort.signal,
    })
    const type = response.headers.get('content-type') ?? ''
    const text = await response.text()
    const outcome = judge(response.status, type.includes('problem+json'), parse(text), creates(item))
    if (outcome.kind !== 'later') setServerTime(Date.parse(response.headers.get('date') ?? ''))
    return outcome
  } catch {
    return { kind: 'later', why: 'network' }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

function query(body: Record<string, unknown>): string {
  return new URLSearchParams(Object.entries(body).map(([key, value]) => [key, String(value)])).toString()
}

/** The first of a chain makes something that the others refer to. */
function creates(item: Item): boolean {
  return item.id === item.chain
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
