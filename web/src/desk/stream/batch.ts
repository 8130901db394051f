// Many news, one render: the first one is shown at once, and what follows
// within the same frame waits for the next frame.

const frameMs = 16
/** A frame that never comes (the window was covered meanwhile) must not hold an alarm back. */
const frameLate = 60

export interface Timing {
  now: () => number
  /** Runs after what the browser is handing out right now, before anything else. */
  soon: (run: () => void) => void
  /** Runs with the next frame, or almost at once when the page is hidden and has no frames. */
  frame: (run: () => void) => void
}

export function browserTiming(): Timing {
  const channel = new MessageChannel()
  const waiting: (() => void)[] = []
  channel.port1.onmessage = () => waiting.shift()?.()
  const soon = (run: () => void) => {
    waiting.push(run)
    channel.port2.postMessage(0)
  }
  return {
    now: () => performance.now(),
    soon,
    frame: (run) => {
      if (document.hidden) return soon(run)
      let done = false
      const once = () => {
        if (done) return
        done = true
        cancelAnimationFrame(frame)
        clearTimeout(timer)
        run()
      }
      const frame = requestAnimationFrame(once)
      const timer = setTimeout(once, frameLate)
    },
  }
}

/** Collects items and hands them over together, at most once per frame, in the order they came. */
export function batch<T>(flush: (items: T[]) => void, timing: Timing): (item: T) => void {
  let items: T[] = []
  let scheduled = false
  let last = -Infinity
  const run = () => {
    scheduled = false
    last = timing.now()
    const ready = items
    items = []
    flush(ready)
  }
  return (item) => {
    items.push(item)
    if (scheduled) return
    scheduled = true
    if (timing.now() - last >= frameMs) timing.soon(run)
    else timing.frame(run)
  }
}
