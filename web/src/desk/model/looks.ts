// Who has which alarm open. News carry the version of the group; the newest one
// counts, in whatever order they come.

export interface Person {
  id: string
  name: string
}

export interface Looks {
  alarmId: string
  version: number
  people: Person[]
}

const nobody: readonly Person[] = []

export class LooksStore {
  private groups = new Map<string, Looks>()
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The same list until it changes. */
  get(alarmId: string): readonly Person[] {
    return this.groups.get(alarmId)?.people ?? nobody
  }

  apply(news: Iterable<Looks>): void {
    let changed = false
    for (const group of news) {
      if ((this.groups.get(group.alarmId)?.version ?? 0) >= group.version) continue
      this.groups.set(group.alarmId, group)
      changed = true
    }
    if (changed) this.tell()
  }

  /** Call it before asking for the whole list, and `takeList` with the answer. */
  versions(): ReadonlyMap<string, number> {
    return new Map([...this.groups].map(([id, group]) => [id, group.version]))
  }

  /** The list names every alarm somebody looks at; one not named has nobody, unless news of it came while the list was on its way. */
  takeList(list: Looks[], asked: ReadonlyMap<string, number>): void {
    const listed = new Set(list.map((group) => group.alarmId))
    for (const [id, group] of this.groups) {
      if (!listed.has(id) && asked.get(id) === group.version) this.groups.delete(id)
    }
    for (const group of list) {
      if ((this.groups.get(group.alarmId)?.version ?? 0) < group.version) this.groups.set(group.alarmId, group)
    }
    this.tell()
  }

  clear(): void {
    this.groups = new Map()
    this.tell()
  }

  private tell(): void {
    for (const tell of this.listeners) tell()
  }
}
