// The running entry: who inspects, what he has downloaded, what he has answered, what
// waits. The pages only show what is in here. What it calls saved is on the disk.
import { ApiProblem, problemOf } from '../api/problem'
import { withLock } from '../ui/lock'
import { cityDay, lines, stale, waiting, type Line } from './box/model'
import { pause, Sender, type Ending } from './box/sender'
import { Store, type Bytes } from './box/store'
import type { ActRow, Card, Everything, FileRow, KitRow, OpRow, Purpose, Said, SignIn } from './box/types'
import { ulid } from './box/ulid'
import { me, mine, logOut, remote, serverNow, settle, type Me } from './remote'

const poke = 'huxue.inspect.changed'
const whoKey = 'huxue.inspect.me'
const deviceKey = 'huxue.device'

/** Why nothing can be kept here: no database at all, or no room left. */
export type Trouble = 'private' | 'full' | 'broken'

class Inspect {
  readonly store = new Store()
  all: Everything = { kits: [], ops: [], files: [], acts: [] }
  owner: Me | undefined
  /** The server wants a log-in before it takes anything more. */
  expired = false
  cards: Card[] | undefined
  ready = false
  trouble: Trouble | undefined
  problem: ApiProblem | undefined
  /** Downloading: how many of how many visits. */
  loading: { done: number; of: number } | undefined
  sending = false
  ending: Ending = 'done'
  fails = 0
  kept = true

  private timer: ReturnType<typeof setTimeout> | undefined
  private again = false
  private readonly listeners = new Set<() => void>()
  readonly sender = new Sender(this.store, remote, device(), () => Date.now(), () => this.reread())

  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell)
    return () => this.listeners.delete(tell)
  }

  tell(): void {
    for (const l of this.listeners) l()
  }

  async start(): Promise<void> {
    this.owner = recall()
    addEventListener('online', () => this.kick())
    addEventListener('pageshow', () => this.kick())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.reread().then(() => this.kick())
    })
    addEventListener('storage', (e) => {
      if (e.key === poke) void this.reread()
    })
    await this.reread()
    this.ready = true
    this.tell()
    if (!this.trouble) await this.store.forget(stale(this.all, Date.now())).catch(() => undefined)
    await this.hello()
  }

  /** Asks who is logged in, and fetches his day. Without a network the last one goes on. */
  async hello(): Promise<void> {
    try {
      const who = await me()
      this.expired = who === undefined
      if (who) this.become(who)
    } catch (e) {
      if (problemOf(e).status === 401) this.expired = true
    }
    this.tell()
    if (this.owner && !this.expired) {
      this.kick()
      await this.day()
    }
  }

  private become(who: Me): void {
    if (this.owner?.id !== who.id) this.cards = undefined
    this.owner = who
    remember(whoKey, JSON.stringify(who))
  }

  async loggedIn(): Promise<void> {
    this.problem = undefined
    await this.hello()
  }

  /** What has not been sent stays, and goes out when he is back. */
  async leave(): Promise<void> {
    await logOut().catch(() => undefined)
    this.owner = undefined
    this.cards = undefined
    this.expired = true
    remember(whoKey, '')
    this.tell()
  }

  /** The visits of today and those left over. */
  async day(): Promise<void> {
    try {
      this.cards = await mine(cityDay(serverNow()))
      this.problem = undefined
    } catch (e) {
      const p = problemOf(e)
      if (p.status === 401) this.expired = true
      else this.problem = p
    }
    this.tell()
  }

  get today(): Card[] {
    const known = new Map(this.kits().map((k) => [k.visit, k.kit.visit]))
    if (!this.cards) return [...known.values()].filter((c) => c.state !== 'void')
    return this.cards.map((c) => later(c, known.get(c.id)))
  }

  kits(): KitRow[] {
    return this.all.kits.filter((k) => k.owner === this.owner?.id)
  }

  kit(visit: string): KitRow | undefined {
    return this.kits().find((k) => k.visit === visit)
  }

  lines(visit: string): Line[] {
    const row = this.kit(visit)
    return row ? lines(row.kit, this.all.ops.filter((o) => o.owner === row.owner)) : []
  }

  get unsent() {
    return waiting(this.all, this.owner?.id ?? '')
  }

  /** Others who have something here that waits for them. */
  get others(): number {
    const mine = this.owner?.id
    return [...this.all.ops, ...this.all.files.filter((f) => f.up === undefined), ...this.all.acts].filter((x) => x.owner !== mine && !x.refused).length
  }

  /** Fetches everything of the open visits, so that a whole day needs no network. */
  async download(): Promise<void> {
    this.kept = await persist()
    if (!this.cards) await this.day()
    const open = (this.cards ?? []).filter((c) => c.state === 'planned' || c.state === 'running' || c.state === 'signing')
    this.loading = { done: 0, of: open.length }
    this.tell()
    for (const c of open) {
      if (!(await this.refresh(c.id))) break
      this.loading = { done: this.loading.done + 1, of: open.length }
      this.tell()
    }
    this.loading = undefined
    this.tell()
  }

  async refresh(visit: string): Promise<boolean> {
    const owner = this.owner
    if (!owner) return false
    try {
      const kit = await remote.kit(visit)
      await this.store.putKit(owner.id, kit, Date.now())
      this.problem = undefined
      await this.reread()
      this.poke()
      return true
    } catch (e) {
      this.failed(e)
      return false
    }
  }

  private failed(e: unknown): void {
    if (e instanceof ApiProblem) {
      if (e.status === 401) this.expired = true
      else this.problem = e
    } else this.troubled(e)
    this.tell()
  }

  /** Keeps an answer. It rejects when the phone could not write it down. */
  async answer(visit: string, item: string, said: Said, added: Bytes[] = [], dropped: string[] = []): Promise<void> {
    const row = this.kit(visit)
    if (!row) return
    const base = row.kit.answers.find((a) => a.item === item)?.revision ?? 0
    const op: OpRow = { id: ulid(), owner: row.owner, visit, item, answer: said, deviceAt: Date.now(), base }
    await this.write(() => this.store.answer(op, added, dropped))
  }

  async sign(visit: string, sign: SignIn, added: Bytes[]): Promise<void> {
    await this.act(visit, { kind: 'sign', sign }, added)
  }

  async submit(visit: string): Promise<void> {
    await this.act(visit, { kind: 'submit' }, [])
  }

  private async act(visit: string, what: Pick<ActRow, 'kind' | 'sign'>, added: Bytes[]): Promise<void> {
    const row = this.kit(visit)
    if (!row) return
    await this.write(() => this.store.act({ id: ulid(), owner: row.owner, visit, at: Date.now(), ...what }, added))
  }

  async decide(visit: string, item: string, op: string): Promise<void> {
    try {
      await settle(visit, item, op)
      await this.refresh(visit)
    } catch (e) {
      this.failed(e)
    }
  }

  /** A file as a row of the outbox, ready to be kept with the answer that names it. */
  async file(visit: string, item: string, purpose: Purpose, bytes: ArrayBuffer, name: string): Promise<Bytes> {
    const row = this.kit(visit)!
    const file: FileRow = {
      key: ulid(), owner: row.owner, visit, item, purpose, path: row.kit.visit.path, name, size: bytes.byteLength, sha256: await sha256(bytes), at: Date.now(), sent: 0,
    }
    return { row: file, bytes }
  }

  async dismiss(x: OpRow | FileRow | ActRow): Promise<void> {
    await this.write(() => ('key' in x ? this.store.drop([x.key]) : 'item' in x ? this.store.dropOp(x.n!) : this.store.dropAct(x.n!)))
  }

  private async write(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (e) {
      this.troubled(e)
      throw e
    }
    if (this.trouble === 'full') this.trouble = undefined
    await this.reread()
    this.poke()
    this.kick()
  }

  private troubled(e: unknown): void {
    const name = e instanceof Error ? e.name : ''
    this.trouble = name === 'QuotaExceededError' ? 'full' : name === 'InvalidStateError' || name === 'SecurityError' || !('indexedDB' in globalThis) ? 'private' : 'broken'
    this.tell()
  }

  private async reread(): Promise<Everything> {
    try {
      this.all = await this.store.read()
      if (this.trouble !== 'full') this.trouble = undefined
    } catch (e) {
      this.troubled(e)
    }
    this.tell()
    return this.all
  }

  private poke(): void {
    remember(poke, `${Date.now()} ${Math.random()}`)
  }

  /** There is reason to hope: the network is back, somebody has logged in or written something. It forgets how often it failed. */
  kick(): void {
    this.fails = 0
    this.retry()
  }

  /** Sends what waits, one tab at a time; what fails on the way is tried again by itself. */
  private retry(): void {
    clearTimeout(this.timer)
    if (this.sending) {
      this.again = true
      return
    }
    void this.send()
  }

  private async send(): Promise<void> {
    const owner = this.owner
    const held = this.all.files.some((f) => f.owner === owner?.id && f.up !== undefined && f.purpose !== 'inspection.sign')
    if (!owner || (this.unsent.n === 0 && !held)) return
    this.sending = true
    this.tell()
    try {
      await withLock('huxue-inspect-send', 120_000, async () => {
        this.ending = await this.sender.round(owner.id)
      })
    } catch (e) {
      this.ending = 'network'
      this.troubled(e)
    }
    this.sending = false
    this.expired = this.ending === 'login' || (this.expired && this.ending !== 'done')
    this.fails = this.ending === 'done' && this.unsent.n === 0 ? 0 : this.fails + 1
    this.poke()
    this.tell()
    if (this.ending === 'done') void this.day()
    if (this.again) {
      this.again = false
      return this.retry()
    }
    // Something waits that this round could not send: a signature waits for its answers.
    if (this.ending === 'network' || (this.ending === 'done' && this.unsent.n > 0)) this.timer = setTimeout(() => this.retry(), pause(Math.max(1, this.fails)))
  }
}

/** A visit only ever goes on: of the two that are known the further one holds. */
function later(a: Card, b: Card | undefined): Card {
  const order = ['planned', 'running', 'signing', 'submitted', 'void']
  return b && order.indexOf(b.state) > order.indexOf(a.state) ? b : a
}

/** Asks the browser not to throw the day's work away when the phone runs full. */
async function persist(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist())
  } catch {
    return false
  }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, '0')).join('')
}

function recall(): Me | undefined {
  try {
    const text = localStorage.getItem(whoKey)
    return text ? (JSON.parse(text) as Me) : undefined
  } catch {
    return undefined
  }
}

function remember(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // It lasts as long as the page.
  }
}

function device(): string {
  try {
    const known = localStorage.getItem(deviceKey)
    if (known) return known
  } catch {
    return ''
  }
  const name = ulid()
  remember(deviceKey, name)
  return name
}

export const inspect = new Inspect()
