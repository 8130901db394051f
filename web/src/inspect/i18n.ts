// All words of the inspector's entry, both languages at once: there is no network in a cellar.
import { load, rememberedLang, rememberLang, type Lang } from '../ui/i18n/core'
import uiEn from '../ui/i18n/en'
import ui from '../ui/i18n/zh'
import inspectEn from './words/en'
import inspect from './words/zh'

export const dictionaries = {
  zh: { ui, inspect },
  en: { ui: uiEn, inspect: inspectEn },
}

type Rooms = Omit<(typeof dictionaries)['zh'], 'ui'>
declare module '../ui/i18n/core' {
  interface Words extends Rooms {}
}

export function startWords(): void {
  const lang = rememberedLang()
  load(lang, dictionaries[lang])
}

export function switchLang(lang: Lang): void {
  rememberLang(lang)
  load(lang, dictionaries[lang])
}
