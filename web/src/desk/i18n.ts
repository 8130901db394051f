import { load, rememberedLang, rememberLang, type Dict, type Lang } from '../ui/i18n/core'
import ui from '../ui/i18n/zh'
import picture from '../ui/picture/zh'
import desk from './words/zh'

const zh = { ui, desk, picture }

const en: { [Room in keyof typeof zh]: () => Promise<{ default: Dict }> } = {
  ui: () => import('../ui/i18n/en'),
  desk: () => import('./words/en'),
  picture: () => import('../ui/picture/en'),
}

type Rooms = Omit<typeof zh, 'ui'>
declare module '../ui/i18n/core' {
  interface Words extends Rooms {}
}

export async function setWords(lang: Lang): Promise<void> {
  if (lang === 'zh') return load('zh', zh)
  const files = await Promise.all(Object.entries(en).map(async ([room, get]) => [room, (await get()).default] as const))
  load('en', Object.fromEntries(files))
}

export async function switchLang(lang: Lang): Promise<void> {
  await setWords(lang)
  rememberLang(lang)
}

export function startWords(): Promise<void> {
  return setWords(rememberedLang())
}

/** For the test that compares the two languages sentence by sentence. */
export const dictionaries = { zh, en }
