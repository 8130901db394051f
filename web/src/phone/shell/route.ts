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

/** Goes where one came from; to `fallback` when the page was opened here. */
export function back(...fallback: string[]): void {
  if (history.length > 1) history.back()
  else go(...fallback)
}
