// One task a page, one address a page; the back gesture of the phone works.
import { useStore } from './useStore'

/** The parts of the address behind `#/`: `#/alarm/x1/note` → ['alarm', 'x1', 'note']. */
export function route(hash: string = location.hash): string[] {
  return hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decode)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function useRoute(): string[] {
  const hash = useStore(
    (tell) => {
      addEventListener('hashchange', tell)
      return () => removeEventListener('hashchange', tell)
    },
    () => location.hash,
  )
  return route(hash)
}

export function href(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

export function go(...parts: string[]): void {
  location.hash = href(...parts)
}

/** Leaves a page for the one above it, in its place: the phone's own "back" then skips it and never leaves the program. */
export function back(...above: string[]): void {
  location.replace(href(...above))
}
