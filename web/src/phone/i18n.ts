// All words of the phone. Both languages are in the first load: a phone without a network must be able to switch.
import { load, rememberedLang, rememberLang, type Lang } from '../ui/i18n/core'
import uiEn from '../ui/i18n/en'
import ui from '../ui/i18n/zh'
import phoneEn from './en'
import alarmEn from './pages/alarm/en'
import alarm from './pages/alarm/zh'
import bus from './pages/bus/zh'
import busEn from './pages/bus/en'
import drill from './pages/drill/zh'
import drillEn from './pages/drill/en'
import joint from './pages/joint/zh'
import jointEn from './pages/joint/en'
import notice from './pages/notice/zh'
import noticeEn from './pages/notice/en'
import routine from './pages/routine/zh'
import routineEn from './pages/routine/en'
import phone from './zh'

export const dictionaries = {
  zh: { ui, phone, alarm, joint, routine, drill, bus, notice },
  en: { ui: uiEn, phone: phoneEn, alarm: alarmEn, joint: jointEn, routine: routineEn, drill: drillEn, bus: busEn, notice: noticeEn },
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
