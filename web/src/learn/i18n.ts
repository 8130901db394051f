// All words of the pupil's entry, both languages at once: it is small, and a child
// may lose the network in the middle of a lesson.
import { load, rememberedLang, rememberLang, type Lang } from '../ui/i18n/core'
import uiEn from '../ui/i18n/en'
import ui from '../ui/i18n/zh'
import learnEn from './words/en'
import learn from './words/zh'

export const dictionaries = {
  zh: { ui, learn },
  en: { ui: uiEn, learn: learnEn },
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
