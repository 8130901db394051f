// The devices at gates and in duty rooms that the desk has to know of because
// they are not there. News carry the version of the device; the newest counts.

export interface Terminal {
  id: string
  name: string
  kind: 'gate' | 'phone' | 'siren'
  school: string
  /** The duty phone where it stands. */
  phone: string
  place: string
  state: 'on' | 'lost' | 'off'
  /** Since when it is in that state, and when it was last heard. */
  since: number
  seenAt: number
  version: number
}

/** Whatever is lost; and what somebody closed at a gate or in a duty room, which are attended day and night. A phone may be put away. */
export function isMissing(t: Terminal): boolean {
  return t.state === 'lost' || (t.state === 'off' && t.kind !== 'phone')
}

const none: readonly Terminal[] = []
/** Until the first list has come: not knowing is not the same as nothing missing. */
export const unknown: readonly Terminal[] = []

export class TerminalStore {
  private known = new Map<string, Terminal>()
  private missing: readonly Terminal[] = unknown
  private loaded = false
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Those that are missing, the latest first: what has just gone may still be caught. The same list until it changes; `unknown` before the first one. */
  readonly snapshot = (): readonly Terminal[] => this.missing

  apply(news: Iterable<Terminal>): void {
    let changed = false
    for (const it of news) {
      if ((this.known.get(it.id)?.version ?? 0) >= it.version) continue
      this.known.set(it.id, it)
      changed = true
    }
    if (changed) this.tell()
  }

  /** Call it before asking for the whole list, and `takeList` with the answer. */
  versions(): ReadonlyMap<string, number> {
    return new Map([...this.known].map(([id, it]) => [id, it.version]))
  }

  /** The list names whatever is missing; what it does not name is back, unless news of it came while the list was on its way. */
  takeList(list: Terminal[], asked: ReadonlyMap<string, number>): void {
    const listed = new Set(list.map((it) => it.id))
    for (const [id, it] of this.known) {
      if (!listed.has(id) && asked.get(id) === it.version) this.known.delete(id)
    }
    for (const it of list) {
      if ((this.known.get(it.id)?.version ?? 0) <= it.version) this.known.set(it.id, it)
    }
    this.loaded = true
    this.tell()
  }

  clear(): void {
    this.known = new Map()
    this.loaded = false
    this.tell()
  }

  private tell(): void {
    const missing = [...this.known.values()].filter(isMissing).sort((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1))
    this.missing = missing.length > 0 ? missing : this.loaded ? none : unknown
    for (const tell of this.listeners) tell()
  }
}
