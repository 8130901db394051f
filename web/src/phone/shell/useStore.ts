import { useEffect, useState } from 'preact/hooks'

/** The value of something outside of Preact; renders again when it tells of a change. */
export function useStore<T>(subscribe: (tell: () => void) => () => void, get: () => T): T {
  const [, again] = useState(0)
  useEffect(() => {
    // Something may have changed between rendering and subscribing.
    again((n) => n + 1)
    return subscribe(() => again((n) => n + 1))
    // The two functions are made anew at each render and always mean the same thing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return get()
}
