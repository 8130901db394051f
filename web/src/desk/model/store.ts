// The alarms this desk knows. News come in any order, twice, and a hundred at a
// time; the one with the greatest version wins. What is shown is a snapshot that
// changes at most once per batch.
import { isClosed, type AlarmCard } from './card'
import { compare } from './order'

export interface Snapshot {
  byId: ReadonlyMap<string, AlarmCard>
  /** All alarms in the order of compare(). */
  sorted: readonly AlarmCard[]
  /** False until the first list has come: "nothing" is not yet "nothing to do". */
  loaded: boolean
}

/** What a batch brought: alarms never seen before, and alarms in a newer version (with the one before). */
export interface Change {
  added: AlarmCard[]
  changed: { before: AlarmCard; after: AlarmCard }[]
}

/** Past alarms kept in memory; a desk runs for months without a reload. */
const keepClosed = 1000

export class AlarmStore {
  private cards = new Map<string, AlarmCard>()
  private loaded = false
  private current: Snapshot = { byId: this.cards, sorted: [], loaded: false }
  private readonly listeners = new Set<() => void>()
  /** Told of every batch that brought something, after the snapshot has changed. */
  onChange: (change: Change, first: boolean) => void = () => undefined

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly snapshot = (): Snapshot => this.current

  get(id: string): AlarmCard | undefined {
    return this.cards.get(id)
  }

  /** Takes cards in; older and equal versions change nothing. */
  apply(news: Iterable<AlarmCard>): Change {
    const change = this.merge(news)
    if (change.added.length + change.changed.length > 0) this.publish(change, false)
    return change
  }

  /**
   * Takes in a complete list of what is open. Answers the ids of alarms that were
   * open here and are not in the list: they were closed meanwhile, or moved out of
   * sight, or came while the list was on its way; each has to be asked for.
   */
  takeList(list: AlarmCard[]): string[] {
    const first = !this.loaded
    const listed = new Set(list.map((c) => c.id))
    const missing = [...this.cards.values()].filter((c) => c.state !== 'reset' && !listed.has(c.id)).map((c) => c.id)
    const change = this.merge(list)
    this.loaded = true
    if (first || change.added.length + change.changed.length > 0) this.publish(change, first)
    return missing
  }

  /** No longer visible to this person. */
  drop(ids: Iterable<string>): void {
    let dropped = false
    for (const id of ids) dropped = this.cards.delete(id) || dropped
    if (dropped) this.publish({ added: [], changed: [] }, false)
  }

  /** Another person has logged in: nothing of the one before stays. */
  clear(): void {
    this.cards = new Map()
    this.loaded = false
    this.publish({ added: [], changed: [] }, false)
  }

  private merge(news: Iterable<AlarmCard>): Change {
    const added = new Map<string, AlarmCard>()
    const before = new Map<string, AlarmCard>()
    for (const card of news) {
      const old = this.cards.get(card.id)
      if (old && old.version >= card.version) continue
      this.cards.set(card.id, card)
      if (!old || added.has(card.id)) added.set(card.id, card)
      else if (!before.has(card.id)) before.set(card.id, old)
    }
    const changed = [...before].map(([id, old]) => ({ before: old, after: this.cards.get(id)! }))
    return { added: [...added.values()], changed }
  }

  private publish(change: Change, first: boolean): void {
    const sorted = [...this.cards.values()].sort(compare)
    this.prune(sorted)
    this.current = { byId: this.cards, sorted, loaded: this.loaded }
    for (const tell of this.listeners) tell()
    if (first || change.added.length + change.changed.length > 0) this.onChange(change, first)
  }

  private prune(sorted: AlarmCard[]): void {
    // Sorted puts history last, newest first, so the oldest are at the very end.
    let closed = 0
    for (const card of sorted) if (isClosed(card)) closed++
    while (closed-- > keepClosed && sorted.at(-1)?.state === 'reset') this.cards.delete(sorted.pop()!.id)
  }
}
