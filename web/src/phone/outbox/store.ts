import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { newer, type Item } from './item'

/** Where items survive a reload and an empty battery. None of its methods ever throws or hangs. */
export interface Store {
  all(): Promise<Item[]>
  get(id: string): Promise<Item | undefined>
  /** Keeps the item unless a final state of it is already kept; answers what is kept. */
  put(item: Item): Promise<Item>
  remove(id: string): Promise<void>
}

interface Schema extends DBSchema {
  items: { key: string; value: Item }
}

const prefix = 'huxue.outbox.'
// A database that does not open within this time (it happens on iOS) must not hold up a press.
const patience = 400

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('huxue-phone', 1, {
    upgrade: (db) => void db.createObjectStore('items', { keyPath: 'id' }),
    // Another version of the page wants to upgrade: make way.
    blocking: (_now, _next, event) => (event.target as IDBDatabase | null)?.close(),
  })
}

function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('storage does not answer')), patience)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** localStorage until IndexedDB has it or when that does not work, the page's memory when nothing else does. */
export function openStore(indexed: (() => Promise<IDBPDatabase<Schema>>) | undefined = open): Store {
  const memory = new Map<string, Item>()
  let database: Promise<IDBPDatabase<Schema>> | undefined
  let broken = indexed === undefined

  async function db<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
    if (broken) return undefined
    try {
      database ??= indexed!()
      return await within(database.then(work))
    } catch {
      // From here on this page uses the second place; the next page tries again and reads both.
      broken = true
      return undefined
    }
  }

  function local(id: string): Item | undefined {
    try {
      const text = localStorage.getItem(prefix + id)
      return text === null ? undefined : (JSON.parse(text) as Item)
    } catch {
      return undefined
    }
  }

  function localAll(): Item[] {
    try {
      const keys = Object.keys(localStorage).filter((k) => k.startsWith(prefix))
      return keys.flatMap((k) => local(k.slice(prefix.length)) ?? [])
    } catch {
      return []
    }
  }

  function note(item: Item): Item {
    // A file is too large for the second place; until the database has it, the page's memory does.
    if (item.bytes) {
      memory.set(item.id, item)
      return item
    }
    try {
      localStorage.setItem(prefix + item.id, JSON.stringify(item))
    } catch {
      memory.set(item.id, item)
    }
    return item
  }

  function forget(id: string): void {
    memory.delete(id)
    try {
      localStorage.removeItem(prefix + id)
    } catch {
      // Then it was never there.
    }
  }

  return {
    async all() {
      const found = new Map(memory)
      for (const item of [...localAll(), ...((await db((d) => d.getAll('items'))) ?? [])]) {
        found.set(item.id, newer(found.get(item.id), item))
      }
      return [...found.values()]
    },
    async get(id) {
      return (await db((d) => d.get('items', id))) ?? local(id) ?? memory.get(id)
    },
    async put(item) {
      // At once, in case the page is gone before the database has answered.
      const noted = note(newer(local(item.id) ?? memory.get(item.id), item))
      const kept = await db(async (d) => {
        // Strict: the answer to "kept" waits until the disk has it.
        const tx = d.transaction('items', 'readwrite', { durability: 'strict' })
        const best = newer(await tx.store.get(item.id), item)
        await tx.store.put(best)
        await tx.done
        return best
      })
      if (kept) forget(item.id)
      return kept ?? noted
    },
    async remove(id) {
      forget(id)
      await db((d) => d.delete('items', id))
    },
  }
}
