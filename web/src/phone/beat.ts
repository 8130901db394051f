// The beats of an enrolled phone. Nothing of the alarm waits for them, and no
// failure of them is shown: the button works all the same.
import { beat, beatBye, Beats } from '../ui/beats'
import { onSession, currentSession } from './session/session'
import { recall, remember } from './shell/prefs'

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
  const say = (word: { hidden?: boolean; battery?: number }) => beat(word, () => remember('terminal', ''))
  const isHidden = () => document.visibilityState === 'hidden'
  const beats = new Beats({ say, bye: beatBye, isHidden, battery: () => power && Math.round(power.level * 100) })
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
