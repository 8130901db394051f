// All words of the back office. A room adds three lines: its Chinese import, its
// name in `zh`, and its English file in `en` (fetched only when switched to).
import { load, rememberedLang, rememberLang, type Dict, type Lang } from '../ui/i18n/core'
import org from '../modules/org/zh'
import alarm from '../modules/alarm/zh'
import campaign from '../modules/campaign/zh'
import federation from '../modules/federation/zh'
import handover from '../modules/handover/zh'
import cascade from '../modules/cascade/zh'
import audit from '../modules/audit/zh'
import auth from '../modules/auth/zh'
import roles from '../modules/auth/roles.zh'
import setting from '../modules/setting/zh'
import drill from '../modules/drill/zh'
import checklist from '../modules/checklist/zh'
import inspection from '../modules/inspection/zh'
import hazard from '../modules/hazard/zh'
import tipoff from '../modules/tipoff/zh'
import device from '../modules/device/zh'
import hazardBook from '../modules/hazard/book.zh'
import todo from '../modules/todo/zh'
import norm from '../modules/norm/zh'
import notice from '../modules/notice/zh'
import notify from '../modules/notify/zh'
import pupil from '../modules/pupil/zh'
import paper from '../modules/paper/zh'
import lesson from '../modules/lesson/zh'
import letter from '../modules/letter/zh'
import mediation from '../modules/mediation/zh'
import bus from '../modules/bus/zh'
import routine from '../modules/routine/zh'
import video from '../modules/video/zh'
import picture from '../ui/picture/zh'
import ui from '../ui/i18n/zh'
import app from './zh'

const zh = { ui, app, alarm, auth, roles, audit, org, setting, todo, norm, notice, notify, pupil, lesson, drill, campaign, federation, letter, mediation, bus, routine, tipoff, device, checklist, paper, inspection, hazard, hazardBook, handover, cascade, video, picture }

const en: { [Room in keyof typeof zh]: () => Promise<{ default: Dict }> } = {
  ui: () => import('../ui/i18n/en'),
  app: () => import('./en'),
  auth: () => import('../modules/auth/en'),
  roles: () => import('../modules/auth/roles.en'),
  alarm: () => import('../modules/alarm/en'),
  audit: () => import('../modules/audit/en'),
  org: () => import('../modules/org/en'),
  setting: () => import('../modules/setting/en'),
  todo: () => import('../modules/todo/en'),
  norm: () => import('../modules/norm/en'),
  notice: () => import('../modules/notice/en'),
  notify: () => import('../modules/notify/en'),
  pupil: () => import('../modules/pupil/en'),
  campaign: () => import('../modules/campaign/en'),
  federation: () => import('../modules/federation/en'),
  handover: () => import('../modules/handover/en'),
  cascade: () => import('../modules/cascade/en'),
  lesson: () => import('../modules/lesson/en'),
  drill: () => import('../modules/drill/en'),
  checklist: () => import('../modules/checklist/en'),
  inspection: () => import('../modules/inspection/en'),
  hazard: () => import('../modules/hazard/en'),
  tipoff: () => import('../modules/tipoff/en'),
  device: () => import('../modules/device/en'),
  hazardBook: () => import('../modules/hazard/book.en'),
  letter: () => import('../modules/letter/en'),
  mediation: () => import('../modules/mediation/en'),
  bus: () => import('../modules/bus/en'),
  routine: () => import('../modules/routine/en'),
  paper: () => import('../modules/paper/en'),
  video: () => import('../modules/video/en'),
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
