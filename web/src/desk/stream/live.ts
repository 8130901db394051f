// The line to the server: a stream of events, a watchdog that notices when it
// has silently died, and behind it a poll of the list each second, so that a
// desk without a stream is a second late, never blind.
import type { AlarmCard } from '../model/card'

/** live: events arrive · polling: the list is asked for each second · offline: not even that answers. */
export type Line = 'connecting' | 'live' | 'polling' | 'offline'

export interface LineState {
  line: Line
  /** When the server was last heard of, by its own clock; 0 for never. */
  heardAt: number
}

/** One event of the topic: `body` null means that the alarm has to be asked for. */
export interface AlarmEvent {
  id: string
  version: number
  body: AlarmCard | null
}

export interface LiveDeps {
  open: () => EventSource
  /** Fetches the list and puts it in the store. */
  refetch: () => Promise<void>
  onEvent: (event: AlarmEvent) => void
  /** What else is to be heard, by topic. */
  topics?: Record<string, (data: unknown) => void>
  onServerTime: (ms: number) => void
  onState: (state: LineState) => void
  now: () => number
}

/** The server beats every 15 s; two missed beats and some grace. */
const silentMs = 40_000
const pollMs = 1000
/** After a refusal EventSource does not come back by itself. */
const reopenMs = 2000

export class Live {
  private source: EventSource | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private reopen: ReturnType<typeof setTimeout> | undefined
  private poll: ReturnType<typeof setTimeout> | undefined
  private polling = false
  private running = false
  private state: LineState = { line: 'connecting', heardAt: 0 }
  private readonly deps: LiveDeps

  constructor(deps: LiveDeps) {
    this.deps = deps
  }

  start(): void {
    this.running = true
    this.set({ line: 'connecting' })
    this.connect()
    // The list does not wait for the stream; hello fetches it once more, for what came in between.
    void this.list()
  }

  stop(): void {
    this.running = false
    this.close()
    clearTimeout(this.poll)
    this.polling = false
  }

  /** Somebody does not want to wait for the next try. */
  retry(): void {
    if (!this.running || this.state.line === 'live') return
    this.connect()
    if (!this.polling) this.startPoll()
  }

  private connect(): void {
    this.close()
    const source = this.deps.open()
    this.source = source
    const on = (name: string, take: (data: unknown) => void) =>
      source.addEventListener(name, (event) => {
        if (source !== this.source) return
        take(JSON.parse((event as MessageEvent<string>).data))
        this.heard()
      })
    on('hello', (data) => this.hello(data))
    on('beat', (data) => this.time(data))
    on('alarms', (data) => this.deps.onEvent(data as AlarmEvent))
    for (const [topic, take] of Object.entries(this.deps.topics ?? {})) on(topic, take)
    source.onerror = () => {
      if (source === this.source) this.broken(source.readyState === 2)
    }
    this.guard()
  }

  private hello(data: unknown): void {
    this.time(data)
    clearTimeout(this.poll)
    this.polling = false
    this.set({ line: 'live' })
    void this.list()
  }

  private time(data: unknown): void {
    const at = (data as { serverTime?: unknown }).serverTime
    if (typeof at === 'number') this.deps.onServerTime(at)
  }

  private heard(): void {
    this.set({ heardAt: this.deps.now() })
    this.guard()
  }

  private guard(): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.broken(true), silentMs)
  }

  /** `dead`: EventSource will not try again by itself. */
  private broken(dead: boolean): void {
    if (!this.running) return
    if (dead) {
      this.close()
      this.reopen = setTimeout(() => this.connect(), reopenMs)
    }
    if (!this.polling) {
      if (this.state.line === 'live') this.set({ line: 'polling' })
      this.startPoll()
    }
  }

  private close(): void {
    clearTimeout(this.watchdog)
    clearTimeout(this.reopen)
    this.source?.close()
    this.source = undefined
  }

  private startPoll(): void {
    this.polling = true
    const ask = async () => {
      const ok = await this.list()
      if (!this.polling) return
      this.set({ line: ok ? 'polling' : 'offline' })
      this.poll = setTimeout(() => void ask(), pollMs)
    }
    void ask()
  }

  private async list(): Promise<boolean> {
    try {
      await this.deps.refetch()
      this.set({ heardAt: this.deps.now() })
      return true
    } catch {
      return false
    }
  }

  private set(part: Partial<LineState>): void {
    this.state = { ...this.state, ...part }
    if (this.running) this.deps.onState(this.state)
  }
}
