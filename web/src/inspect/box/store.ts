// The phone's disk. A promise that has been kept has been written: every method that
// writes resolves when the database says that the disk has it, and rejects otherwise.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { ActRow, Everything, FileRow, Kit, KitRow, OpRow, Refusal, Synced } from './types'

interface Schema extends DBSchema {
  kits: { key: string; value: KitRow }
  ops: { key: number; value: OpRow; indexes: { item: [string, string, string] } }
  files: { key: string; value: FileRow }
  bytes: { key: string; value: ArrayBuffer }
  acts: { key: number; value: ActRow }
}

type Name = 'kits' | 'ops' | 'files' | 'bytes' | 'acts'
const all: Name[] = ['kits', 'ops', 'files', 'bytes', 'acts']

export interface Bytes {
  row: FileRow
  bytes: ArrayBuffer
}

export const kitId = (owner: string, visit: string): string => `${owner} ${visit}`

export class Store {
  private db: Promise<IDBPDatabase<Schema>> | undefined

  private open(): Promise<IDBPDatabase<Schema>> {
    this.db ??= openDB<Schema>('huxue-inspect', 1, {
      upgrade(db) {
        db.createObjectStore('kits', { keyPath: 'id' })
        db.createObjectStore('ops', { keyPath: 'n', autoIncrement: true }).createIndex('item', ['owner', 'visit', 'item'])
        db.createObjectStore('files', { keyPath: 'key' })
        db.createObjectStore('bytes')
        db.createObjectStore('acts', { keyPath: 'n', autoIncrement: true })
      },
      // Another version of the page wants to upgrade: make way.
      blocking: (_now, _next, event) => (event.target as IDBDatabase | null)?.close(),
      terminated: () => (this.db = undefined),
    }).catch((e: unknown) => {
      this.db = undefined
      throw e
    })
    return this.db
  }

  /** Strict: the answer to "saved" waits until the disk has it, not the disk's cache. */
  private async write(work: (tx: Awaited<ReturnType<Store['begin']>>) => Promise<unknown>): Promise<void> {
    const tx = await this.begin()
    try {
      await work(tx)
      await tx.done
    } catch (e) {
      tx.done.catch(() => undefined)
      try {
        tx.abort()
      } catch {
        // It has ended by itself.
      }
      throw e
    }
  }

  private async begin() {
    return (await this.open()).transaction(all, 'readwrite', { durability: 'strict' })
  }

  async read(): Promise<Everything> {
    const tx = (await this.open()).transaction(['kits', 'ops', 'files', 'acts'])
    const [kits, ops, files, acts] = await Promise.all([
      tx.objectStore('kits').getAll(), tx.objectStore('ops').getAll(), tx.objectStore('files').getAll(), tx.objectStore('acts').getAll(),
    ])
    return { kits, ops, files, acts }
  }

  putKit(owner: string, kit: Kit, at: number): Promise<void> {
    const visit = kit.visit.id
    return this.write((tx) => tx.objectStore('kits').put({ id: kitId(owner, visit), owner, visit, kit, at }))
  }

  /** Keeps an answer and the pictures that came with it; an earlier answer to the item that has not gone out yet gives way. */
  answer(op: OpRow, added: Bytes[] = [], dropped: string[] = []): Promise<void> {
    return this.write(async (tx) => {
      const ops = tx.objectStore('ops')
      for (const n of await ops.index('item').getAllKeys([op.owner, op.visit, op.item])) await ops.delete(n)
      await ops.add(op)
      for (const { row, bytes } of added) {
        await tx.objectStore('files').put(row)
        await tx.objectStore('bytes').put(bytes, row.key)
      }
      for (const key of dropped) {
        await tx.objectStore('files').delete(key)
        await tx.objectStore('bytes').delete(key)
      }
    })
  }

  act(act: ActRow, added: Bytes[] = []): Promise<void> {
    return this.write(async (tx) => {
      const acts = tx.objectStore('acts')
      for (const old of await acts.getAll()) {
        const same = old.owner === act.owner && old.visit === act.visit && old.kind === act.kind && old.sign?.agency === act.sign?.agency
        if (!same || old.n === undefined) continue
        await acts.delete(old.n)
        if (!old.sign?.image) continue
        await tx.objectStore('files').delete(old.sign.image)
        await tx.objectStore('bytes').delete(old.sign.image)
      }
      await acts.add(act)
      for (const { row, bytes } of added) {
        await tx.objectStore('files').put(row)
        await tx.objectStore('bytes').put(bytes, row.key)
      }
    })
  }

  async bytes(key: string): Promise<ArrayBuffer | undefined> {
    return (await this.open()).get('bytes', key)
  }

  /** Works the server's answer in: what it took goes, what others did comes. */
  synced(owner: string, visit: string, said: Synced): Promise<void> {
    return this.write(async (tx) => {
      const ops = tx.objectStore('ops')
      const taken = new Set(said.taken)
      const refused = new Map(said.refused.map((r) => [r.id, r.code]))
      for (const op of await ops.getAll()) {
        if (op.n === undefined || op.owner !== owner || op.visit !== visit) continue
        if (taken.has(op.id)) await ops.delete(op.n)
        const code = refused.get(op.id)
        if (code) await ops.put({ ...op, refused: { code, params: { item: op.item } } })
      }
      const kits = tx.objectStore('kits')
      const row = await kits.get(kitId(owner, visit))
      if (!row) return
      const changed = new Map(said.changes.map((a) => [a.item, a]))
      const answers = [...row.kit.answers.filter((a) => !changed.has(a.item)), ...said.changes]
      const kit: Kit = { ...row.kit, answers, disputes: said.disputes, revision: said.revision, visit: { ...row.kit.visit, state: said.state } }
      await kits.put({ ...row, kit })
    })
  }

  /** How far an upload has come. */
  sent(key: string, sent: number, up?: number): Promise<void> {
    return this.write(async (tx) => {
      const row = await tx.objectStore('files').get(key)
      if (row) await tx.objectStore('files').put({ ...row, sent, ...(up !== undefined && { up }) })
    })
  }

  /** The visit knows these files; the phone need not keep them. */
  drop(keys: string[]): Promise<void> {
    return this.write(async (tx) => {
      for (const key of keys) {
        await tx.objectStore('files').delete(key)
        await tx.objectStore('bytes').delete(key)
      }
    })
  }

  refuseFile(key: string, refused: Refusal): Promise<void> {
    return this.write(async (tx) => {
      const row = await tx.objectStore('files').get(key)
      if (row) await tx.objectStore('files').put({ ...row, refused })
    })
  }

  refuseAct(n: number, refused: Refusal): Promise<void> {
    return this.write(async (tx) => {
      const row = await tx.objectStore('acts').get(n)
      if (row) await tx.objectStore('acts').put({ ...row, refused })
    })
  }

  dropAct(n: number): Promise<void> {
    return this.write((tx) => tx.objectStore('acts').delete(n))
  }

  dropOp(n: number): Promise<void> {
    return this.write((tx) => tx.objectStore('ops').delete(n))
  }

  /** Forgets visits of which nothing is waiting. */
  forget(ids: string[]): Promise<void> {
    return this.write(async (tx) => {
      for (const id of ids) await tx.objectStore('kits').delete(id)
    })
  }
}
