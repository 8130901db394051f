// The outbox: every write of the phone is kept first and sent then, until the
// server has given a definite answer, across reloads and dead batteries.
import { address, heads, newer, retryDelay, type Item, type Lane, type Outcome } from './item'
import type { Store } from './store'

export interface Deps {
  store: Store
  send: (item: Item, path: string, signal: AbortSignal) => Promise<Outcome>
  lock: (name: string, patience: number, work: () => Promise<void>) => Promise<void>
  now: () => number
  /** Called after each change of what is kept, so that other tabs can be told. */
  changed?: () => void
}

export interface Draft {
  id: string
  lane: Lane
  chain: string
  path: string
  body: Record<string, unknown>
  of?: string
  bytes?: ArrayBuffer
}

const lockPatience: Record<Lane, number> = { urgent: 1000, normal: 30_000 }
// Sent items stay for the list of one's own alarms.
const keptFor = 7 * 24 * 3600_000

export class Outbox {
  private readonly items = new Map<string, Item>()
  private readonly flying = new Map<string, { abort: AbortController; lane: Lane }>()
  /** Made by this page and not tried yet: nobody else can have sent them. */
  private readonly fresh = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private shown: readonly Item[] = []

  constructor(private readonly deps: Deps) {}

  /** Brings back what an earlier page left, and goes on sending it. */
  async start(): Promise<void> {
    await this.reload()
    const old = this.deps.now() - keptFor
    for (const item of this.shown) if (item.state === 'sent' && item.at < old) await this.remove(item.id)
    this.kick()
  }

  /** Reads what other tabs have written. */
  async reload(): Promise<void> {
    for (const item of await this.deps.store.all()) {
      // The same state may carry a later answer; only a waiting item that this tab is sending is left alone.
      if (!this.flying.has(item.chain)) this.items.set(item.id, newer(this.items.get(item.id), item))
    }
    this.tell()
    this.wake()
  }

  /** Keeps the write, then sends it. Resolves when it is kept. */
  async add(draft: Draft): Promise<Item> {
    const seq = Math.max(0, ...[...this.items.values()].map((i) => i.seq)) + 1
    const now = this.deps.now()
    // This page sends it at once; the time is for other pages, should this one die.
    const item: Item = { ...draft, at: now, seq, tries: 0, nextAt: now + retryDelay(draft.lane, 1), state: 'queued' }
    this.fresh.add(item.id)
    await this.save(item, () => this.deps.store.put(item))
    this.wake()
    return item
  }

  /** All items, oldest first. The array is a new one after each change. */
  list(): readonly Item[] {
    return this.shown
  }

  get(id: string): Item | undefined {
    return this.items.get(id)
  }

  subscribe(tell: () => void): () => void {
    this.listeners.add(tell)
    return () => this.listeners.delete(tell)
  }

  /** Remembers what the server said later about something that was sent. */
  async revise(id: string, answer: unknown): Promise<void> {
    const item = this.items.get(id)
    if (item?.state === 'sent') await this.keep({ ...item, answer })
  }

  /** Takes away a refused item, once a person has read why. */
  async dismiss(id: string): Promise<void> {
    if (this.items.get(id)?.state === 'refused') await this.remove(id)
  }

  /** Tries everything at once: the network is back, the page is shown again, somebody logged in. */
  kick(fresh = false): void {
    const now = this.deps.now()
    // A request on a connection that no longer exists would hang until its time is up.
    if (fresh) for (const { abort } of this.flying.values()) abort.abort()
    for (const item of this.items.values()) {
      if (item.state === 'queued') this.items.set(item.id, { ...item, nextAt: now })
    }
    this.wake()
  }

  private wake(): void {
    clearTimeout(this.timer)
    const now = this.deps.now()
    const waiting = heads(this.items.values())
    const urgent = waiting[0]?.lane === 'urgent'
    if (urgent) for (const f of this.flying.values()) if (f.lane === 'normal') f.abort.abort()
    let soonest = Infinity
    for (const item of waiting) {
      if (this.flying.has(item.chain)) continue
      // A clock that was set back must not put a press off for hours.
      const at = this.fresh.has(item.id) ? now : Math.min(item.nextAt, now + retryDelay(item.lane, item.tries))
      if (at <= now) void this.attempt(item)
      else soonest = Math.min(soonest, at)
    }
    if (soonest < Infinity) this.timer = setTimeout(() => this.wake(), soonest - now)
  }

  private async attempt(item: Item): Promise<void> {
    const abort = new AbortController()
    this.flying.set(item.chain, { abort, lane: item.lane })
    try {
      if (this.fresh.delete(item.id)) await this.trySend(item, abort.signal)
      else {
        await this.deps.lock(`huxue.outbox.${item.chain}`, lockPatience[item.lane], async () => {
          const kept = await this.deps.store.get(item.id)
          if (kept && kept.state !== 'queued') this.put(kept)
          else await this.trySend(item, abort.signal)
        })
      }
    } finally {
      this.flying.delete(item.chain)
      this.wake()
    }
  }

  private async trySend(item: Item, signal: AbortSignal): Promise<void> {
    const path = address(item, this.items.values())
    const outcome: Outcome = path === undefined ? { kind: 'later', why: 'network' } : await this.deps.send(item, path, signal)
    await this.settle(item, outcome, signal.aborted)
  }

  private async settle(item: Item, outcome: Outcome, cut: boolean): Promise<void> {
    const { why: _, ...rest } = item
    const { bytes: __, ...light } = rest
    if (outcome.kind === 'done') return this.keep({ ...light, state: 'sent', answer: outcome.answer })
    if (outcome.kind === 'later') {
      const tries = item.tries + 1
      // A try that we broke off ourselves goes again at once.
      const nextAt = this.deps.now() + (cut ? 0 : retryDelay(item.lane, tries))
      return this.keep({ ...rest, tries, nextAt, why: outcome.why })
    }
    await this.keep({ ...light, state: 'refused', refusal: outcome.refusal })
    // What belongs to a refused press can never be sent.
    if (item.id !== item.chain) return
    for (const other of [...this.items.values()]) {
      if ((other.of ?? other.chain) === item.chain && other.state === 'queued') await this.remove(other.id)
    }
  }

  private keep(item: Item): Promise<void> {
    return this.save(item, () => this.deps.store.put(item))
  }

  private async save(item: Item, write: () => Promise<Item>): Promise<void> {
    this.put(item)
    const kept = await write()
    if (kept !== item) this.put(kept)
    this.deps.changed?.()
  }

  private async remove(id: string): Promise<void> {
    this.items.delete(id)
    this.tell()
    await this.deps.store.remove(id)
    this.deps.changed?.()
  }

  private put(item: Item): void {
    this.items.set(item.id, item)
    this.tell()
  }

  private tell(): void {
    this.shown = [...this.items.values()].sort((a, b) => a.seq - b.seq)
    for (const tell of this.listeners) tell()
  }
}
