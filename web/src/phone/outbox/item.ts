// What waits to be sent, and the pure rules about it: no clock, no network, no storage.

/** Urgent things (presses and what belongs to them) never wait behind normal ones (forms, photos). */
export type Lane = 'urgent' | 'normal'

/** Why an item is still waiting: no answer at all, an overloaded server, or an expired log-in. */
export type Why = 'network' | 'busy' | 'login'

export interface Refusal {
  status: number
  code: string
  params: Record<string, unknown>
}

/** One write. Its id is its Idempotency-Key, so sending it twice does it once. */
export interface Item {
  id: string
  lane: Lane
  /** Items of one chain are sent one after another, in the order of `seq`. */
  chain: string
  /** `{alarm}` stands for the id that the press of the same chain was answered. */
  path: string
  body: Record<string, unknown>
  /** The press behind `{alarm}` of an item that is not in its chain. */
  of?: string
  /** A file to send as it is; the body then travels in the address. Dropped once it is sent. */
  bytes?: ArrayBuffer
  /** When it was made, in ms by the phone's clock. */
  at: number
  seq: number
  tries: number
  nextAt: number
  state: 'queued' | 'sent' | 'refused'
  why?: Why
  answer?: unknown
  refusal?: Refusal
}

export type Outcome =
  | { kind: 'done'; answer: unknown }
  | { kind: 'later'; why: Why }
  | { kind: 'refused'; refusal: Refusal }

const urgentSteps = [1000, 2000, 3000]
const normalSteps = [2000, 5000, 15_000, 30_000, 60_000]

/** How long to wait after the given number of failed tries: 1, 2, 3, 3, … s when urgent. */
export function retryDelay(lane: Lane, tries: number): number {
  const steps = lane === 'urgent' ? urgentSteps : normalSteps
  return steps[Math.min(Math.max(tries, 1), steps.length) - 1]!
}

const order = (a: Item, b: Item) => a.seq - b.seq

/** The items that may be sent, now or at their `nextAt`: the first waiting one of each chain, urgent chains first. */
export function heads(items: Iterable<Item>): Item[] {
  const first = new Map<string, Item>()
  for (const item of [...items].sort(order)) {
    if (item.state === 'queued' && !first.has(item.chain)) first.set(item.chain, item)
  }
  const all = [...first.values()]
  const urgent = all.filter((i) => i.lane === 'urgent')
  return urgent.length > 0 ? urgent : all
}

/** Where to send an item; undefined while the press it belongs to has no answer yet. */
export function address(item: Item, items: Iterable<Item>): string | undefined {
  if (!item.path.includes('{alarm}')) return item.path
  const press = [...items].find((i) => i.id === (item.of ?? item.chain))
  const id = answeredId(press)
  return id === undefined ? undefined : item.path.replace('{alarm}', encodeURIComponent(id))
}

/** The server's id for what an item created. */
export function answeredId(item: Item | undefined): string | undefined {
  const id = (item?.answer as { id?: unknown } | undefined)?.id
  return typeof id === 'string' ? id : undefined
}

/** Two tabs may know different things about one item; a final state beats a waiting one. */
export function newer(kept: Item | undefined, mine: Item): Item {
  if (!kept) return mine
  if (kept.state !== 'queued' && mine.state === 'queued') return kept
  return mine
}

/** What an answer means. `body` is undefined when the answer was not JSON. */
export function judge(status: number, problemJson: boolean, body: unknown, creates: boolean): Outcome {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const code = typeof said.code === 'string' ? said.code : ''
  if (status >= 200 && status < 300) {
    // A portal of a guest network answers 200 with a log-in page: that is not an alarm received.
    const ours = creates ? typeof said.id === 'string' : status === 204 || body !== undefined
    return ours ? { kind: 'done', answer: body } : { kind: 'later', why: 'network' }
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) return { kind: 'later', why: 'busy' }
  // A refusal counts only from our own server; anyone in between may answer 403 or 404.
  if (!problemJson || !code) return { kind: 'later', why: 'network' }
  if (status === 401) return { kind: 'later', why: 'login' }
  if (code === 'request.in_flight') return { kind: 'later', why: 'busy' }
  if (code === 'request.repeated' && !creates) return { kind: 'done', answer: undefined }
  const params = (typeof said.params === 'object' && said.params !== null ? said.params : {}) as Record<string, unknown>
  return { kind: 'refused', refusal: { status, code, params } }
}
