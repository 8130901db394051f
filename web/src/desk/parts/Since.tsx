import { useLayoutEffect, useRef } from 'react'
import { serverNow } from '../../ui/now'
import { duration } from '../../ui/time'

// One timer writes into all running clocks: fifteen hundred rows tick without
// one of them rendering.
const running = new Map<HTMLElement, number>()
let timer: ReturnType<typeof setInterval> | undefined

function write(element: HTMLElement, since: number): void {
  const text = duration(Math.max(0, serverNow() - since))
  if (element.textContent !== text) element.textContent = text
}

function run(element: HTMLElement, since: number): () => void {
  running.set(element, since)
  timer ??= setInterval(() => running.forEach((at, el) => write(el, at)), 1000)
  return () => {
    running.delete(element)
    if (running.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Time since an instant, ticking; with `until` the time between the two, standing. */
export function Since({ at, until = 0, className = '' }: { at: number; until?: number; className?: string }) {
  const ref = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const element = ref.current!
    if (until) {
      element.textContent = duration(Math.max(0, until - at))
      return
    }
    write(element, at)
    return run(element, at)
  }, [at, until])
  return <span ref={ref} className={`num ${className}`} />
}
