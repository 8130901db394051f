// Sends what waits: answers first, since they are small; then the files, where they
// were; then what ends a visit. Everything may be sent twice and happens once: an
// answer carries its own name, an upload its key, a signature replaces itself.
import { ApiProblem, problemOf } from '../../api/problem'
import type { Store } from './store'
import type { ActRow, Card, Everything, FileRow, Kit, OpRow, SignIn, Standing, Synced } from './types'

export interface Remote {
  sync(visit: string, body: { device: string; since: number; clock: number; ops: unknown[] }): Promise<Synced>
  begin(file: FileRow): Promise<Standing>
  append(key: string, offset: number, bytes: ArrayBuffer): Promise<Standing>
  sign(visit: string, body: SignIn): Promise<Card>
  submit(visit: string): Promise<Card>
  kit(visit: string): Promise<Kit>
}

export type Ending = 'done' | 'network' | 'login'

/** One piece of an upload: a line that holds for a second carries it. */
export const piece = 192 * 1024
const most = 100
/** The server forgets a file that no visit has taken within a day; long before that it is asked again. */
const fresh = 12 * 3_600_000

const passing = (p: ApiProblem): boolean =>
  p.status === 0 || p.status >= 500 || p.status === 408 || p.status === 425 || p.status === 429 || p.code === 'files.uploads_open' || p.code === 'request.in_flight' || p.code === 'inspection.stale'

class Stop extends Error {
  constructor(readonly ending: Ending) {
    super(ending)
  }
}

export class Sender {
  /** Visits of which the server wants nothing now, and why; what is written of them stays here. */
  readonly closed = new Map<string, ApiProblem>()

  constructor(
    private readonly store: Store,
    private readonly remote: Remote,
    private readonly device: string,
    private readonly now: () => number,
    private readonly changed: () => Promise<Everything>,
  ) {}

  /** One round over everything that waits of a person. */
  async round(owner: string): Promise<Ending> {
    this.closed.clear()
    try {
      let all = await this.changed()
      for (const visit of visits(all.ops, owner)) all = await this.answers(owner, visit, all)
      for (const file of all.files.filter((f) => f.owner === owner && f.up === undefined && !f.refused)) await this.file(file)
      all = await this.changed()
      for (const visit of new Set(all.files.filter((f) => f.owner === owner && f.up !== undefined && f.purpose !== 'inspection.sign').map((f) => f.visit))) await this.settle(owner, visit, all)
      all = await this.changed()
      for (const act of all.acts.filter((a) => a.owner === owner && !a.refused)) await this.act(act)
      await this.changed()
      return 'done'
    } catch (e) {
      await this.changed()
      if (e instanceof Stop) return e.ending
      throw e
    }
  }

  /** Asks; what will pass by itself ends the round, everything else is the caller's. */
  private async ask<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (e) {
      const p = problemOf(e)
      if (p.status === 401) throw new Stop('login')
      if (passing(p)) throw new Stop('network')
      throw p
    }
  }

  private async answers(owner: string, visit: string, all: Everything): Promise<Everything> {
    for (;;) {
      const ops = all.ops.filter((o) => o.owner === owner && o.visit === visit && !o.refused).slice(0, most)
      if (ops.length === 0) return all
      const said = await this.sync(owner, visit, ops, all)
      if (!said) return all
      const settled = new Set([...said.taken, ...said.refused.map((r) => r.id)])
      all = await this.changed()
      if (!ops.some((o) => settled.has(o.id))) throw new Stop('network') // it answered, and took nothing
    }
  }

  private async sync(owner: string, visit: string, ops: OpRow[], all: Everything): Promise<Synced | undefined> {
    const since = all.kits.find((k) => k.owner === owner && k.visit === visit)?.kit.revision ?? 0
    const body = ops.map(({ id, item, answer, deviceAt, base }) => ({ id, item, kind: 'answer', answer, photos: answer.photos ?? [], deviceAt, base }))
    try {
      const said = await this.ask(this.remote.sync(visit, { device: this.device, since, clock: this.now(), ops: body }))
      await this.store.synced(owner, visit, said)
      return said
    } catch (e) {
      if (!(e instanceof ApiProblem)) throw e
      this.closed.set(visit, e)
      return undefined
    }
  }

  private async file(row: FileRow): Promise<void> {
    const bytes = await this.store.bytes(row.key)
    if (!bytes) return this.store.refuseFile(row.key, { code: 'inspect.bytes_lost', params: {} })
    try {
      let at = await this.ask(this.remote.begin(row))
      for (let tries = 0; !at.file; tries++) {
        if (tries > 4 + 2 * Math.ceil(row.size / piece)) throw new Stop('network')
        try {
          at = await this.ask(this.remote.append(row.key, at.offset, bytes.slice(at.offset, at.offset + piece)))
        } catch (e) {
          // Another tab was faster, or the server has forgotten: ask where it is.
          if (!(e instanceof ApiProblem) || !['files.upload_gap', 'files.upload_unknown'].includes(e.code)) throw e
          at = await this.ask(this.remote.begin(row))
        }
        await this.store.sent(row.key, at.offset)
        await this.changed()
      }
      await this.store.sent(row.key, row.size, this.now())
    } catch (e) {
      if (!(e instanceof ApiProblem)) throw e
      // What arrived is not what was sent: a bad line. It begins anew the next time.
      if (e.code === 'files.upload_differs' || e.code === 'files.upload_broken') throw new Stop('network')
      await this.store.refuseFile(row.key, { code: e.code, params: e.params })
    }
    await this.changed()
  }

  /** Lets the visit take the files that have arrived, and forgets them here. */
  private async settle(owner: string, visit: string, all: Everything): Promise<void> {
    const up = all.files.filter((f) => f.owner === owner && f.visit === visit && f.up !== undefined)
    for (const f of up) {
      if (this.now() - f.up! > fresh) await this.file(f)
    }
    if (await this.sync(owner, visit, [], all)) await this.store.drop(up.filter((f) => f.purpose !== 'inspection.sign').map((f) => f.key))
  }

  private async act(act: ActRow): Promise<void> {
    const all = await this.changed()
    const here = (x: { owner: string; visit: string; refused?: unknown }) => x.owner === act.owner && x.visit === act.visit && !x.refused
    // It says "all of this": all of this goes first.
    if (all.ops.some(here) || all.files.some((f) => here(f) && f.up === undefined)) return
    if (all.acts.some((a) => here(a) && a.n! < act.n!)) return
    try {
      await this.ask(act.kind === 'sign' ? this.remote.sign(act.visit, act.sign!) : this.remote.submit(act.visit))
      await this.store.dropAct(act.n!)
      if (act.sign?.image) await this.store.drop([act.sign.image])
      await this.store.putKit(act.owner, await this.ask(this.remote.kit(act.visit)), this.now())
    } catch (e) {
      if (!(e instanceof ApiProblem)) throw e
      await this.store.refuseAct(act.n!, { code: e.code, params: e.params })
    }
  }
}

function visits(ops: readonly OpRow[], owner: string): string[] {
  return [...new Set(ops.filter((o) => o.owner === owner && !o.refused).map((o) => o.visit))]
}

/** How long to wait after so many rounds that failed. */
export function pause(fails: number): number {
  return [2000, 5000, 15_000, 30_000, 60_000][Math.min(fails, 5) - 1] ?? 2000
}
