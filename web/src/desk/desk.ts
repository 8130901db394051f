// The running desk: what it knows, who sits at it, and what happens when news
// come. The screen only shows what is in here.
import { onSessionExpired } from '../api/client'
import { problemOf } from '../api/problem'
import { t } from '../ui/i18n/core'
import { serverNow, setServerTime } from '../ui/now'
import { timeOfDay } from '../ui/time'
import { people } from './map/people'
import { Cell } from './model/cell'
import type { Agency, AlarmCard, Verb } from './model/card'
import { handedToMe } from './model/charge'
import { matches, remember, remembered, type Filter, type Station } from './model/filter'
import { LooksStore, type Looks } from './model/looks'
import { compare } from './model/order'
import { announcement, kindName, schoolName } from './model/say'
import { AlarmStore, type Change } from './model/store'
import { TerminalStore, type Terminal } from './model/terminals'
import { askForNotices, notice } from './sound/notice'
import { Speaker } from './sound/speaker'
import { TitleFlash } from './sound/title'
import { sirenFor, toneFor } from './sound/which'
import { batch, browserTiming } from './stream/batch'
import { Live, type AlarmEvent, type Line } from './stream/live'
import * as wire from './wire'

/** boot: not yet known who it is · out: nobody · in: somebody. */
export type Phase = 'boot' | 'out' | 'in'

const permissions: Record<Verb | 'note', string> = {
  accept: 'alarm.accept',
  dispatch: 'alarm.dispatch',
  arrive: 'alarm.dispatch',
  resolve: 'alarm.close',
  reset: 'alarm.close',
  'false-alarm': 'alarm.close',
  note: 'alarm.assist',
}

class Desk {
  readonly store = new AlarmStore()
  readonly speaker = new Speaker()
  readonly phase = new Cell<Phase>('boot')
  readonly me = new Cell<wire.Me | undefined>(undefined)
  readonly line = new Cell<Line>('connecting')
  /** When the server was last heard of, by its own clock. Read with the clock's tick: it changes with every event. */
  heardAt = 0
  readonly selected = new Cell('')
  readonly filter = new Cell<Filter>(remembered())
  /** Police stations of the area; empty until they have come. */
  readonly stations = new Cell<readonly Station[]>([])
  /** Who else has which alarm open. */
  readonly looks = new LooksStore()
  /** Which terminals at gates are not there. */
  readonly terminals = new TerminalStore()
  /** Last thing said aloud by a screen reader. */
  readonly said = new Cell('')
  /** How many real, critical alarms make the siren sound. */
  readonly ringing = new Cell(0)
  readonly muted = new Cell<ReadonlySet<string>>(new Set())
  /** The board on the wall: nobody sits at it, so nothing is selected and nothing rings unless somebody wants it. */
  readonly wall = location.pathname.startsWith('/wall')
  readonly loud = new Cell(!this.wall || localStorage.getItem('huxue.wall.sound') === 'on')
  /** Set while a request waits for a new log-in. */
  readonly asking = new Cell<((ok: boolean) => void) | undefined>(undefined)
  /** Cursor of the next page of past alarms; undefined when there are no more. */
  readonly older = new Cell<string | undefined>('')

  private listed: { from: readonly unknown[]; rows: readonly AlarmCard[] } | undefined
  private looksAskedAt = 0
  private terminalsAskedAt = 0
  private readonly taking = new Set<string>()
  private readonly title = new TitleFlash()
  private typing: ReturnType<typeof setTimeout> | undefined
  private readonly live = new Live({
    open: () => people.hear(new EventSource('/api/v1/realtime?topics=alarms,looks,positions,terminals')),
    topics: { looks: (data) => this.hearLooks(data), terminals: (data) => this.hearTerminal(data) },
    refetch: () => this.refetch(),
    onEvent: batch<AlarmEvent>((events) => this.take(events), browserTiming()),
    onServerTime: setServerTime,
    onState: (state) => {
      this.heardAt = state.heardAt
      this.line.set(state.line)
    },
    now: serverNow,
  })

  async start(): Promise<void> {
    onSessionExpired(() => new Promise<boolean>((answer) => this.asking.set(answer)))
    this.store.onChange = (change, first) => this.react(change, first)
    const named = () => this.wall || this.selected.set(decodeURIComponent(location.hash.slice(1)))
    named()
    window.addEventListener('hashchange', named)
    window.addEventListener('online', () => this.live.retry())
    window.addEventListener('pageshow', (e) => e.persisted && this.live.retry())
    document.addEventListener('visibilitychange', () => !document.hidden && this.live.retry())
    // Opening the sound takes the browser a while, and the list does not wait for it.
    setTimeout(() => void this.speaker.tryUnlock())
    // Whatever a click or key is meant for, it also lets the sound in: the log-in does it.
    for (const gesture of ['click', 'keydown']) document.addEventListener(gesture, () => this.touched())
    await this.enter()
  }

  private touched(): void {
    if (!this.loud.get()) return
    void this.speaker.unlock()
    if (this.phase.get() === 'in') askForNotices()
  }

  /** Finds out who is logged in, and opens the line if somebody is. */
  async enter(): Promise<void> {
    try {
      const me = await wire.getMe()
      const before = this.me.get()
      if (before && before.person.id !== me.person.id) this.forget()
      this.me.set(me)
      this.phase.set('in')
      this.live.stop()
      if (!this.mayWatch()) return
      if (this.wall) this.sound()
      this.live.start()
      void wire.getStations().then(
        (stations) => this.stations.set(stations),
        () => undefined,
      )
    } catch (e) {
      if (problemOf(e).status === 401) this.leave()
      // The server may be starting: ask until it answers.
      else setTimeout(() => void this.enter(), 2000)
    }
  }

  mayWatch(): boolean {
    return (this.me.get()?.permissions['alarm.view']?.length ?? 0) > 0
  }

  /** Whether this person may look at cameras. */
  mayLook(): boolean {
    return (this.me.get()?.permissions['video.view']?.length ?? 0) > 0
  }

  /** Whether this person may do such things at all; only hides what the server would refuse. */
  may(verb: Verb | 'note'): boolean {
    return (this.me.get()?.permissions[permissions[verb]]?.length ?? 0) > 0
  }

  /** The paths this desk answers for. */
  jurisdiction(): string[] {
    const held = this.me.get()?.permissions ?? {}
    return held['alarm.accept'] ?? held['alarm.view'] ?? []
  }

  /** A log-in dialog is done: the waiting request goes on, perhaps as another person. */
  async loggedInAgain(): Promise<void> {
    const answer = this.asking.get()
    this.asking.set(undefined)
    answer?.(true)
    await this.enter()
  }

  /** Nobody sits here any more: nothing stays on the screen and nothing rings. */
  leave(): void {
    const answer = this.asking.get()
    this.asking.set(undefined)
    answer?.(false)
    this.live.stop()
    this.me.set(undefined)
    this.forget()
    this.select('')
    this.muted.set(new Set())
    this.older.set('')
    this.phase.set('out')
    this.sound()
  }

  private forget(): void {
    this.store.clear()
    this.looks.clear()
    this.terminals.clear()
    this.stations.set([])
  }

  async logOut(): Promise<void> {
    await wire.logOut().catch(() => undefined)
    this.leave()
  }

  reconnect(): void {
    this.live.retry()
  }

  select(id: string): void {
    this.selected.set(id)
    if (this.wall) return
    // Survives a reload and can be told to a colleague.
    history.replaceState(null, '', id ? `#${encodeURIComponent(id)}` : location.pathname + location.search)
  }

  setFilter(part: Partial<Filter>): void {
    const before = this.filter.get()
    const filter = { ...before, ...part }
    this.filter.set(filter)
    remember(filter)
    if (filter.tab !== 'all' || (filter.text === before.text && this.older.get() !== '')) return
    // Past alarms are not all here: the server looks for them too, once the typing pauses.
    clearTimeout(this.typing)
    this.typing = setTimeout(
      () => {
        this.older.set('')
        void this.loadOlder().catch(() => undefined)
      },
      before.tab === 'all' ? 300 : 0,
    )
  }

  /** The next page of past alarms. */
  async loadOlder(): Promise<void> {
    const after = this.older.get()
    if (after === undefined) return
    const text = this.filter.get().text.trim()
    const page = await wire.getHistory(text, after)
    this.store.apply(page.cards)
    if (text === this.filter.get().text.trim()) this.older.set(page.next || undefined)
  }

  /** The rows as they stand in the list now; the same list until something changes it. */
  rows(): readonly AlarmCard[] {
    const from = [this.store.snapshot(), this.filter.get(), this.stations.get(), this.me.get()] as const
    if (this.listed?.from.some((part, i) => part !== from[i]) === false) return this.listed.rows
    const [{ sorted }, filter, stations, me] = from
    const station = stations.find((s) => s.id === filter.station)
    const around = { kindName, me: me?.person.id ?? '', schools: station && new Set(station.schools) }
    this.listed = { from, rows: sorted.filter((card) => matches(card, filter, around)) }
    return this.listed.rows
  }

  mute(): void {
    const ids = sirenFor(this.store.snapshot().sorted, this.muted.get())
    if (ids.length === 0) return
    this.muted.set(new Set([...this.muted.get(), ...ids]))
    this.sound()
    this.said.set(t('desk.sound.mutedSaid'))
  }

  private async refetch(): Promise<void> {
    const { cards, serverTime } = await wire.getOpen()
    setServerTime(serverTime)
    await this.ask(this.store.takeList(cards))
    void this.refetchLooks().catch(() => undefined)
    void this.refetchTerminals().catch(() => undefined)
  }

  /** Like who looks: when the line is new, and now and then while there is none. */
  private async refetchTerminals(): Promise<void> {
    if (this.line.get() !== 'live' && Date.now() - this.terminalsAskedAt < 5000) return
    this.terminalsAskedAt = Date.now()
    const asked = this.terminals.versions()
    this.terminals.takeList(await wire.getMissing(), asked)
  }

  private hearTerminal(data: unknown): void {
    const { body } = data as { body: Terminal | null }
    if (body) this.terminals.apply([body])
    else void this.refetchTerminals().catch(() => undefined)
  }

  /** Who looks is asked for when the line is new; each second while there is none would be too much. */
  private async refetchLooks(): Promise<void> {
    if (!this.may('accept') || (this.line.get() !== 'live' && Date.now() - this.looksAskedAt < 5000)) return
    this.looksAskedAt = Date.now()
    const asked = this.looks.versions()
    this.looks.takeList(await wire.getLooks(), asked)
  }

  /** News from another server come without a body. */
  private hearLooks(data: unknown): void {
    const { body } = data as { body: Looks | null }
    if (body) this.looks.apply([body])
    else void this.refetchLooks().catch(() => undefined)
  }

  private take(events: AlarmEvent[]): void {
    const cards: AlarmCard[] = []
    const unknown: string[] = []
    for (const event of events) {
      if (event.body) cards.push(event.body)
      else if ((this.store.get(event.id)?.version ?? 0) < event.version) unknown.push(event.id)
    }
    this.store.apply(cards)
    if (unknown.length > 0) void this.ask(unknown).catch(() => undefined)
  }

  /** Asks for single alarms, four at a time; one that is not found is out of sight. */
  private async ask(ids: string[]): Promise<void> {
    for (let i = 0; i < ids.length; i += 4) {
      const answers = await Promise.all(
        ids.slice(i, i + 4).map((id) =>
          wire.getDetail(id).catch((e: unknown) => {
            if (problemOf(e).status !== 404) throw e
            this.store.drop([id])
            return undefined
          }),
        ),
      )
      this.store.apply(answers.flatMap((d) => (d ? [d.alarm] : [])))
    }
  }

  private react({ added, changed }: Change, first: boolean): void {
    this.sound()
    this.takeOver(changed)
    const waiting = added.filter((card) => card.state === 'waiting').sort(compare)
    const top = waiting[0]
    // What is selected never moves under the officer's finger; an empty place is filled.
    if (top && !this.selected.get() && !this.wall && wide()) this.select(top.id)
    if (first || !top) return
    const tone = toneFor(waiting)
    if (tone && tone !== 'siren' && this.loud.get()) this.speaker.play(tone)
    const text = announcement(waiting)
    this.said.set(text)
    notice(text, `${timeOfDay(serverNow())} ${schoolName(top)}`, top.id, () => this.select(top.id))
  }

  /** A colleague has given an alarm to this officer: he must not miss it. */
  private takeOver(changed: Change['changed']): void {
    const me = this.me.get()?.person.id ?? ''
    const mine = changed.find(({ before, after }) => handedToMe(before, after, me) && !this.taking.delete(after.id))
    if (!mine || this.wall) return
    const text = t('desk.room.hand.toMe', { school: schoolName(mine.after) })
    if (mine.after.mode === 'real') this.speaker.play('handed')
    this.said.set(text)
    notice(text, `${timeOfDay(serverNow())} ${mine.after.place}`, mine.after.id, () => this.select(mine.after.id))
  }

  /** This officer takes an alarm over himself: that is no news to him. */
  willTake(id: string): void {
    this.taking.add(id)
  }

  setLoud(loud: boolean): void {
    this.loud.set(loud)
    localStorage.setItem('huxue.wall.sound', loud ? 'on' : 'off')
    if (loud) void this.speaker.unlock()
    this.sound()
  }

  /** For whom this person acknowledges. */
  agency(): Agency {
    const held = this.me.get()?.permissions ?? {}
    if (held['alarm.accept']?.length) return 'police'
    return held['alarm.oversee']?.length ? 'education' : 'school'
  }

  /** Siren and title follow what waits. */
  private sound(): void {
    const cards = this.store.snapshot().sorted
    const ringing = sirenFor(cards, this.muted.get()).length
    this.ringing.set(ringing)
    this.speaker.setSiren(ringing > 0 && this.loud.get())
    const waiting = cards.filter((card) => card.state === 'waiting' && card.mode === 'real').length
    this.title.set(t(this.wall ? 'desk.wall.title' : 'desk.title'), waiting > 0 ? t('desk.titleCall', { n: waiting }) : '')
  }
}

/** On a phone the details cover the list, so nothing opens by itself there. */
function wide(): boolean {
  return matchMedia('(min-width: 900px)').matches
}

export const desk = new Desk()
