// The running siren: what it knows, how it stands with the server, and what
// sounds. The screen only shows what is in here.
import { api, must } from '../api/client'
import { problemOf } from '../api/problem'
import { Speaker } from '../desk/sound/speaker'
import { TitleFlash } from '../desk/sound/title'
import type { Tone } from '../desk/sound/which'
import { Live, type Line } from '../desk/stream/live'
import { beat, beatBye, Beats } from '../ui/beats'
import { t } from '../ui/i18n/core'
import { recall, remember } from './memory'
import { arrived, callKey, inOrder, practiceOf, soundOf, type Card, type Room } from './model'

/** boot: the server has not answered yet · pair: nobody's siren · other: another kind of device · revoked · on. */
export type Phase = 'boot' | 'pair' | 'other' | 'revoked' | 'on'

/** A tone is heard again after this long, until somebody has taken the alarm. */
const againMs = 6000
/** The list is asked for now and then even while the line is well: it also finds out that this siren was revoked. */
const checkMs = 15_000
/** In a storm the list is asked for this often, not with every press. */
const stormMs = 200
/** A siren without a line for so long says so by a tone of its own, once a minute. */
const deadMs = 60_000

class Siren {
  readonly speaker = new Speaker()
  phase: Phase = 'boot'
  room: Room | undefined
  cards: readonly Card[] = []
  line: Line = 'connecting'
  /** When the server was last heard of, by its own clock; 0 for never. */
  heardAt = 0
  /** When the line came back after a break; 0 when it never broke. */
  backAt = 0
  /** The tone that is repeated now, and the last one that was played once. */
  again: Tone | undefined
  last: Tone | undefined

  private offset = 0
  private wanted = false
  private entered = false
  private asking = false
  private askAgain = false
  private confirming = false
  private repeat: ReturnType<typeof setInterval> | undefined
  private readonly heard = new Set<string>()
  private readonly told = new Set<string>()
  private readonly title = new TitleFlash()
  private readonly listeners = new Set<() => void>()
  private readonly beats = new Beats({
    say: (word) => beat(word, () => this.hear()),
    bye: beatBye,
    isHidden: () => document.visibilityState === 'hidden',
    battery: () => undefined,
  })
  private readonly live = new Live({
    open: () => new EventSource('/api/v1/sirens/realtime?topics=sirens'),
    topics: { sirens: () => this.hear() },
    refetch: () => this.refetch(),
    onEvent: () => undefined,
    onServerTime: (ms) => (this.offset = ms - Date.now()),
    onState: (state) => this.lineIs(state.line, state.heardAt),
    now: () => this.now(),
  })

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The server's time in UTC milliseconds. */
  now(): number {
    return Date.now() + this.offset
  }

  start(): void {
    void this.speaker.tryUnlock()
    this.speaker.subscribe(() => this.sound())
    for (const gesture of ['click', 'keydown']) document.addEventListener(gesture, () => void this.speaker.unlock())
    window.addEventListener('online', () => this.live.retry())
    window.addEventListener('pagehide', () => this.beats.leave())
    window.addEventListener('pageshow', (e) => e.persisted && this.phase === 'on' && this.beats.start())
    document.addEventListener('visibilitychange', () => !document.hidden && this.live.retry())
    setInterval(() => this.phase === 'on' && this.line === 'live' && this.hear(), checkMs)
    setInterval(() => this.phase === 'on' && this.line !== 'live' && this.now() - this.heardAt > deadMs && this.speaker.test(), deadMs)
    void this.enter()
  }

  /** Finds out whether this is a siren, and opens the line if it is. */
  private async enter(): Promise<void> {
    try {
      await this.refetch()
      this.live.start()
      this.beats.start()
    } catch (e) {
      // The server may be starting: ask until it answers.
      if (![401, 403].includes(problemOf(e).status)) setTimeout(() => void this.enter(), 2000)
    }
  }

  /** Answers the kind of device that this browser is now; rejects with an `ApiProblem`. */
  async pair(code: string): Promise<string> {
    const device = await must(api.POST('/api/v1/auth/device/pair', { body: { code: code.replace(/\s/g, '').toUpperCase() } }))
    if (device.kind === 'siren') await this.enter()
    return device.kind
  }

  reconnect(): void {
    this.live.retry()
  }

  /** Something has changed: ask for the list, once more at most while an answer is on its way. */
  private hear(): void {
    if (this.asking) {
      this.askAgain = true
      return
    }
    void this.refetch().catch(() => undefined)
  }

  private async refetch(): Promise<void> {
    this.asking = true
    try {
      do {
        if (this.askAgain) await new Promise((done) => setTimeout(done, stormMs))
        this.askAgain = false
        await this.fetch()
      } while (this.askAgain)
    } finally {
      this.asking = false
    }
  }

  private async fetch(): Promise<void> {
    try {
      const room = await must(api.GET('/api/v1/sirens/alarms'))
      this.offset = room.serverTime - Date.now()
      this.room = room
      this.cards = inOrder(room.items)
      this.phase = 'on'
      remember('siren')
    } catch (e) {
      const { status } = problemOf(e)
      if (status === 401) this.end(recall('siren') ? 'revoked' : 'pair')
      else if (status === 403) this.end('other')
      throw e
    }
    this.sound()
    await this.announce()
  }

  /** It is no siren, or no longer: nothing stays on the screen and nothing rings. */
  private end(phase: Phase): void {
    this.phase = phase
    this.live.stop()
    this.beats.stop()
    this.room = undefined
    this.cards = []
    this.entered = false
    this.line = 'connecting'
    this.sound()
  }

  private lineIs(line: Line, heardAt: number): void {
    this.heardAt = heardAt
    if (line !== this.line) {
      if (line === 'live') {
        if (this.wasBroken()) this.backAt = this.now()
        // The server may have been another one meanwhile: say again that this siren is here.
        this.entered = false
      }
      this.line = line
    }
    this.tell()
  }

  private wasBroken(): boolean {
    return this.line === 'polling' || this.line === 'offline'
  }

  /** Enters this siren among those who are told, and tells the ledger what arrived. */
  private async announce(): Promise<void> {
    if (this.confirming) return
    this.confirming = true
    try {
      if (!this.entered) await must(api.POST('/api/v1/sirens/on'))
      this.entered = true
      for (;;) {
        const next = arrived(this.cards, this.told, this.audible())
        if (next.length === 0) break
        await must(api.POST('/api/v1/sirens/rang', { body: { subjectIds: next.map((card) => card.id) } }))
        for (const card of next) this.told.add(callKey(card))
      }
    } catch {
      // The next list tries again; that it rings does not depend on the ledger.
    } finally {
      this.confirming = false
    }
  }

  audible(): boolean {
    return this.speaker.state() === 'on'
  }

  /** What is heard just now. */
  ringing(): 'siren' | Tone | '' {
    if (!this.audible()) return ''
    return this.wanted ? 'siren' : (this.again ?? '')
  }

  /** Siren, tones and title follow what waits. */
  private sound(): void {
    const { siren, again } = soundOf(this.cards)
    this.wanted = siren
    this.speaker.setSiren(siren)
    if (again !== this.again) {
      this.again = again
      clearInterval(this.repeat)
      if (again) {
        this.speaker.play(again)
        this.repeat = setInterval(() => this.speaker.play(again), againMs)
      }
    }
    if (this.audible()) {
      const once = practiceOf(this.cards, this.heard)
      for (const card of this.cards) this.heard.add(card.id)
      if (once && !siren && !again) {
        this.last = once
        this.speaker.play(once)
      }
      void this.announce()
    }
    const waiting = this.cards.filter((c) => c.state === 'waiting' && c.mode === 'real').length
    this.title.set(t('siren.title'), waiting > 0 ? t('siren.titleCall', { n: waiting }) : '')
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

export const siren = new Siren()
