export { t, tError, tField, tMaybe, wordsOf, lang, type Key, type Lang, type Like, type Params } from './core'
export { useLang } from './react'
