// An enrolled device says every few seconds that it is there, so that the desk
// sees within twenty seconds when one falls silent. Nothing of the alarm waits
// for this, and no failure of it is shown: the button works all the same.
import { api } from '../api/client'
import { problemOf } from '../api/problem'
import { onSession, currentSession } from './session/session'
import { recall, remember } from './shell/prefs'

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

async function say(word: { hidden?: boolean; battery?: number }): Promise<number> {
  try {
    const { data } = await api.POST(path, { body: word })
    return data?.nextMs ?? usualMs
  } catch (e) {
    if (problemOf(e).code !== 'alarm.not_a_terminal') throw e
    remember('terminal', '')
    return 0
  }
}

/** Only a beacon still leaves a page that is going away. */
function bye(): void {
  try {
    navigator.sendBeacon(path, new Blob(['{"bye":true}'], { type: 'application/json' }))
  } catch {
    // It counts as lost then, which is not wrong either.
  }
}

interface BatteryManager {
  level: number
}

/** Beats while this is an enrolled device. That it is one is remembered, for a start without network. */
export function startBeats(): void {
  let power: BatteryManager | undefined
  const ask = (navigator as { getBattery?: () => Promise<BatteryManager> }).getBattery
  ask?.call(navigator).then(
    (found) => (power = found),
    () => undefined,
  )
  const isHidden = () => document.visibilityState === 'hidden'
  const beats = new Beats({ say, bye, isHidden, battery: () => power && Math.round(power.level * 100) })
  const go = () => {
    if (currentSession().me?.device) remember('terminal', '1')
    if (recall('terminal') === '1') beats.start()
  }
  onSession(go)
  document.addEventListener('visibilitychange', go)
  addEventListener('online', go)
  addEventListener('pageshow', go)
  addEventListener('pagehide', () => beats.leave())
  go()
}
