import { useSyncExternalStore } from 'react'
import { lang, onLang, type Lang } from './core'

/** The language in use; the component renders again when it changes. */
export function useLang(): Lang {
  return useSyncExternalStore(onLang, lang)
}
