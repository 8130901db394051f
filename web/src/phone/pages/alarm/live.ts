// The server's hints that an alarm has changed. Only hints: what is shown is always fetched.
import { setServerTime } from '../../clock'

const topics = ['alarms', 'drills'] as const
type Topic = (typeof topics)[number]

const listeners = new Map<(id: string) => void, Topic>()
let source: EventSource | undefined
let again: ReturnType<typeof setTimeout> | undefined
const reopenAfter = 10_000

/** Calls back with the id of each alarm (or drill) that changes; answers a function that stops it. */
export function onHint(hear: (id: string) => void, topic: Topic = 'alarms'): () => void {
  listeners.set(hear, topic)
  open()
  return () => {
    listeners.delete(hear)
    if (listeners.size === 0) close()
  }
}

function open(): void {
  if (source) return
  try {
    source = new EventSource(`/api/v1/realtime?topics=${topics.join(',')}`)
    for (const topic of topics) {
      source.addEventListener(topic, (e) => {
        const id = read(e).id
        if (typeof id === 'string') for (const [hear, of] of listeners) if (of === topic) hear(id)
      })
    }
    for (const name of ['hello', 'beat']) source.addEventListener(name, (e) => setServerTime(read(e).serverTime as number | undefined))
    source.onerror = () => {
      // While it is connecting the browser tries by itself; a refusal (an expired session) ends it.
      if (source?.readyState !== 2) return
      close()
      again = setTimeout(() => listeners.size > 0 && open(), reopenAfter)
    }
  } catch {
    // Without hints the page asks every 2 s all the same.
  }
}

function close(): void {
  clearTimeout(again)
  source?.close()
  source = undefined
}

function read(event: Event): Record<string, unknown> {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as Record<string, unknown>
  } catch {
    return {}
  }
}
