import { useStore } from '../shell/useStore'
import type { Item } from './item'
import { withLock } from '../../ui/lock'
import { Outbox } from './outbox'
import { send } from './send'
import { openStore } from './store'

export { answeredId, type Item } from './item'

const poke = 'huxue.outbox-changed'

/** The phone's one outbox. */
export const outbox = new Outbox({
  store: openStore(),
  send,
  lock: withLock,
  now: () => Date.now(),
  changed() {
    try {
      localStorage.setItem(poke, `${Date.now()} ${Math.random()}`)
    } catch {
      // Without it the other tabs learn of the change when they are shown again.
    }
  },
})

/** Everything in the outbox; the component renders again when it changes. */
export function useOutbox(): readonly Item[] {
  return useStore((tell) => outbox.subscribe(tell), () => outbox.list())
}

/** Starts sending, and tries again whenever there is reason to hope. */
export function startOutbox(): Promise<void> {
  addEventListener('online', () => outbox.kick(true))
  addEventListener('pageshow', () => void outbox.reload().then(() => outbox.kick()))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void outbox.reload().then(() => outbox.kick())
  })
  addEventListener('storage', (e) => {
    if (e.key === poke) void outbox.reload()
  })
  return outbox.start()
}
