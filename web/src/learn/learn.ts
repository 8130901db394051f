// The running entry: who learns, what he has to do, how far he is. The pages only show
// what is in here. The end of a step is written down before it is sent, sent until the
// server has said yes, and never twice: the server knows the ticket again.
import { api } from '../api/client'
import { ApiProblem, problemOf } from '../api/problem'
import type { Answers, LessonDoc, Paper } from '../ui/lesson/model'
import { fresh, Memory, type Campaign, type Entry, type Finished, type Open, type Progress, type Started, type Step } from './memory'
import { again, wait } from './steps'

const patience = 10_000
/** In a computer room a pupil who does nothing for so long is logged out. */
const idleMs = 5 * 60_000

type Call = (signal: AbortSignal, headers: Record<string, string>) => Promise<{ data?: unknown; response: Response }>

class Learn {
  readonly room = new URLSearchParams(location.search).has('room')
  readonly memory = new Memory(this.room)
  entry: Entry | undefined
  campaigns: Campaign[] | undefined
  problem: ApiProblem | undefined
  /** The campaign that is looked at, and the step that is open in it. */
  campaign: Campaign | undefined
  progress: Progress = fresh()
  doc: LessonDoc | undefined
  result: { n: number; finished?: Finished; failed?: ApiProblem } | undefined
  /** When the server has written the completion down; 0 while it has not. */
  doneAt = 0
  late = false
  tries = 0
  sending = false

  private serverTime = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private idle: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell(): void {
    for (const l of this.listeners) l()
  }

  start(): void {
    this.entry = this.memory.entry()
    if (this.entry && this.entry.until < Date.now()) this.entry = undefined
    const wake = (): void => {
      if (document.visibilityState !== 'hidden' && this.progress.unsent) void this.send()
    }
    for (const name of ['online', 'pageshow']) window.addEventListener(name, wake)
    document.addEventListener('visibilitychange', wake)
    if (this.room) for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, () => this.awake())
    this.tell()
    if (this.entry) void this.list()
  }

  private awake(): void {
    clearTimeout(this.idle)
    if (this.entry) this.idle = setTimeout(() => this.leave(), idleMs)
  }

  /** Asks the server, and gives up after a while. */
  private async ask<T>(call: Call): Promise<T> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), patience)
    const headers: Record<string, string> = { 'Idempotency-Key': '', 'X-Device': this.memory.device() }
    if (this.entry) headers.Authorization = `Bearer ${this.entry.token}`
    try {
      const { data, response } = await call(abort.signal, headers)
      this.serverTime = Date.parse(response.headers.get('date') ?? '') || Date.now()
      return data as T
    } catch (e) {
      if (e instanceof ApiProblem) throw e
      if (abort.signal.aborted || e instanceof TypeError || e instanceof SyntaxError) throw new ApiProblem({ status: 0, code: 'network' })
      throw problemOf(e)
    } finally {
      clearTimeout(timer)
    }
  }

  // --- the door ---

  findClass(code: string): Promise<{ className: string; schoolName: string; code: string }> {
    return this.ask((signal, headers) => api.GET('/api/v1/pupils/class', { params: { query: { code } }, signal, headers }))
  }

  async logIn(code: string, seat: number, pin: string): Promise<void> {
    this.enter(await this.ask<Entry>((signal, headers) => api.POST('/api/v1/pupils/login', { body: { code, seat, pin }, signal, headers })))
  }

  /** Without a PIN it only proves the start code, and says whose it is. */
  async begin(code: string, seat: number, start: string, pin = ''): Promise<Entry> {
    const e = await this.ask<Entry>((signal, headers) => api.POST('/api/v1/pupils/begin', { body: { code, seat, start, ...(pin && { pin }) }, signal, headers }))
    if (pin) this.enter(e)
    return e
  }

  private enter(e: Entry): void {
    this.entry = e
    this.campaign = undefined // what was not sent is found again by the list
    this.problem = undefined
    this.memory.keepEntry(e)
    this.memory.keepCode(e.code)
    // The slip's code has done its work; it must not stay in the address.
    history.replaceState(null, '', location.pathname + (this.room ? '?room=1' : ''))
    this.awake()
    this.tell()
    void this.list()
  }

  leave(): void {
    // What the server has not heard yet would be lost in a computer room: it goes first.
    if (this.room && this.progress.unsent) return this.awake()
    clearTimeout(this.timer)
    clearTimeout(this.idle)
    this.memory.forget()
    Object.assign(this, { entry: undefined, campaigns: undefined, campaign: undefined, problem: undefined, result: undefined, doc: undefined, doneAt: 0, progress: fresh(), tries: 0 })
    this.tell()
  }

  /** A refusal that only logging in cures; what has been learned is kept. */
  private refused(p: ApiProblem): void {
    if (p.status === 401) {
      this.memory.keepEntry(undefined)
      this.entry = undefined
    }
    this.problem = p
    this.tell()
  }

  // --- campaigns ---

  async list(): Promise<void> {
    try {
      const got = await this.ask<{ items: Campaign[] }>((signal, headers) => api.GET('/api/v1/learn', { signal, headers }))
      this.campaigns = got.items
      this.problem = undefined
      this.resend()
    } catch (e) {
      this.refused(problemOf(e))
    }
    this.tell()
  }

  /** After a reload: what was not sent yet goes first. */
  private resend(): void {
    for (const c of this.campaigns ?? []) {
      const p = this.entry && this.memory.progress(this.entry, c.id)
      if (p?.unsent && !this.campaign) {
        this.open(c)
        return void this.send()
      }
    }
  }

  open(c: Campaign): void {
    if (!this.entry) return
    this.campaign = c
    this.progress = this.memory.progress(this.entry, c.id)
    this.result = undefined
    this.doneAt = c.done ? c.doneAt : 0
    this.late = c.late
    this.tell()
    if (this.progress.open) void this.fetchDoc(c.steps.find((s) => s.n === this.progress.open?.n))
  }

  close(): void {
    this.campaign = undefined
    this.result = undefined
    this.doc = undefined
    this.problem = undefined
    this.tell()
    void this.list()
  }

  private keep(): void {
    if (this.entry && this.campaign) this.memory.keepProgress(this.entry, this.campaign.id, this.progress)
    this.tell()
  }

  // --- a step ---

  async beginStep(s: Step): Promise<void> {
    const c = this.campaign
    if (!c) return
    this.result = undefined
    this.problem = undefined
    try {
      const got = await this.ask<Started>((signal, headers) => api.POST('/api/v1/learn/{id}/steps/{n}/start', { params: { path: { id: c.id, n: String(s.n) } }, signal, headers }))
      const open: Open = { n: s.n, ticket: got.ticket, minSeconds: got.minSeconds, begun: Date.now(), page: 0, answers: {}, paper: got.paper }
      this.progress = { ...this.progress, open }
      this.keep()
      await this.fetchDoc(s)
    } catch (e) {
      this.refused(problemOf(e))
    }
  }

  private async fetchDoc(s: Step | undefined): Promise<void> {
    this.doc = undefined
    if (!s?.lessonId || s.kind === 'quiz' || s.kind === 'commit') return
    const { lessonId: id, version } = s
    try {
      this.doc = await this.ask<LessonDoc>((signal, headers) => api.GET('/api/v1/lessons/{id}/versions/{version}', { params: { path: { id, version: version ?? 1 } }, signal, headers }))
      this.problem = undefined
    } catch (e) {
      this.refused(problemOf(e))
    }
    this.tell()
  }

  retryDoc(): void {
    void this.fetchDoc(this.campaign?.steps.find((s) => s.n === this.progress.open?.n))
  }

  get paper(): Paper | undefined {
    return this.progress.open?.paper as Paper | undefined
  }

  at(page: number): void {
    if (this.progress.open) this.progress.open.page = page
    this.keep()
  }

  answering(answers: Answers): void {
    if (this.progress.open) this.progress.open.answers = answers
    this.keep()
  }

  /** Away from a step without ending it; it can be gone on with. */
  pause(): void {
    const { open: _open, ...rest } = this.progress
    this.progress = rest
    this.doc = undefined
    this.problem = undefined
    this.keep()
  }

  finish(): void {
    const open = this.progress.open
    if (!open || this.progress.unsent) return
    this.progress = { ...this.progress, unsent: { n: open.n, ticket: open.ticket, receipt: this.progress.receipt, ...(Object.keys(open.answers).length > 0 && { answers: open.answers }) } }
    this.keep()
    void this.send()
  }

  /** Sends the end of a step; what fails on the way is tried again by itself. */
  async send(): Promise<void> {
    const u = this.progress.unsent
    const c = this.campaign
    if (!u || !c || this.sending || !this.entry) return
    clearTimeout(this.timer)
    this.sending = true
    this.tell()
    try {
      const body = { ticket: u.ticket, ...(u.receipt && { receipt: u.receipt }), ...(u.answers && { answers: u.answers }), ...(this.room && { room: true }) }
      const got = await this.ask<Finished>((signal, headers) => api.POST('/api/v1/learn/{id}/steps/{n}/finish', { params: { path: { id: c.id, n: String(u.n) } }, body, signal, headers }))
      this.sending = false
      this.tries = 0
      await this.acknowledged(c, u.n, got)
    } catch (e) {
      this.sending = false
      this.failed(u.n, problemOf(e))
    }
    this.tell()
  }

  private async acknowledged(c: Campaign, n: number, got: Finished): Promise<void> {
    this.progress = { receipt: got.receipt, done: [...this.progress.done.filter((x) => x !== n), n] }
    this.result = { n, finished: got }
    this.doc = undefined
    this.problem = undefined
    if (!got.done) return this.keep()
    this.late = got.late
    this.doneAt = this.serverTime
    this.keep()
    try { // the moment as the server has written it down
      const seen = await this.ask<Campaign>((signal, headers) => api.GET('/api/v1/learn/{id}', { params: { path: { id: c.id } }, signal, headers }))
      if (seen.doneAt) this.doneAt = seen.doneAt
      this.campaign = seen
    } catch {
      // The time of the answer itself is good enough.
    }
  }

  private failed(n: number, p: ApiProblem): void {
    if (again(p.status)) {
      this.tries++
      this.timer = setTimeout(() => void this.send(), wait(this.tries))
      return
    }
    if (p.status === 401) return this.refused(p) // kept, and sent once he is in again
    const { unsent: _unsent, open, ...rest } = this.progress
    this.result = { n, failed: p }
    if (p.code === 'campaign.too_soon' && open) {
      const more = Number(p.params.seconds ?? p.params.left ?? 5)
      this.progress = { ...rest, open: { ...open, begun: Date.now(), minSeconds: Number.isFinite(more) ? more : 5 } }
      this.result = undefined
    } else this.progress = rest
    this.keep()
  }
}

export const learn = new Learn()
