// An enrolled device says every few seconds that it is there, so that the desk
// sees within twenty seconds when one falls silent.
import { api } from '../api/client'
import { problemOf } from '../api/problem'

/** What is said, and what the answer was: after how many ms to say it again, 0 for "this is no terminal". */
export interface BeatDeps {
  say: (word: { hidden?: boolean; battery?: number }) => Promise<number>
  bye: () => void
  isHidden: () => boolean
  battery: () => number | undefined
}

/** While nobody has told us otherwise. */
const usualMs = 3000

export class Beats {
  private timer: ReturnType<typeof setTimeout> | undefined
  private running = false
  private everyMs = usualMs
  private readonly deps: BeatDeps

  constructor(deps: BeatDeps) {
    this.deps = deps
  }

  /** Starts once; calling it again beats at once. */
  start(): void {
    this.running = true
    this.beat()
  }

  /** The page is being closed; `start` goes on when it comes back from the cache. */
  leave(): void {
    if (!this.running) return
    this.stop()
    this.deps.bye()
  }

  stop(): void {
    this.running = false
    clearTimeout(this.timer)
  }

  /** Each beat sets the next one first: an answer that never comes holds nothing up. */
  private beat(): void {
    clearTimeout(this.timer)
    if (!this.running) return
    this.timer = setTimeout(() => this.beat(), this.everyMs)
    const battery = this.deps.battery()
    const word = { ...(this.deps.isHidden() && { hidden: true }), ...(battery !== undefined && { battery }) }
    this.deps.say(word).then(
      (next) => {
        if (next > 0) this.everyMs = next
        else this.stop()
      },
      () => undefined,
    )
  }
}

const path = '/api/v1/terminals/beat'

/** Says it to the server; `stranger` is called when this is no enrolled device any more. */
export async function beat(word: { hidden?: boolean; battery?: number }, stranger: () => void): Promise<number> {
  try {
    const { data } = await api.POST(path, { body: word })
    return data?.nextMs ?? usualMs
  } catch (e) {
    if (problemOf(e).code !== 'alarm.not_a_terminal') throw e
    stranger()
    return 0
  }
}

/** Only a beacon still leaves a page that is going away. */
export function beatBye(): void {
  try {
    navigator.sendBeacon(path, new Blob(['{"bye":true}'], { type: 'application/json' }))
  } catch {
    // It counts as lost then, which is not wrong either.
  }
}
