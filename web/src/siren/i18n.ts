// All words of the siren, both languages at once: it is small, and may have to
// switch while the line is down.
import { load, rememberedLang, rememberLang, type Lang } from '../ui/i18n/core'
import uiEn from '../ui/i18n/en'
import ui from '../ui/i18n/zh'
import sirenEn from './words/en'
import siren from './words/zh'

export const dictionaries = {
  zh: { ui, siren },
  en: { ui: uiEn, siren: sirenEn },
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
