import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Record_ = components['schemas']['RoutineCard']
export type Numbers = components['schemas']['RoutineNumbers']
export type Gap = components['schemas']['RoutineGap']
export type Today = components['schemas']['RoutineToday']
export type ClassToday = components['schemas']['RoutineClassToday']
export type Theme = components['schemas']['RoutineTheme']
export type GradeHours = components['schemas']['RoutineGradeHours']
export type Visit = components['schemas']['RoutineVisit']

export const blocks = ['social', 'health', 'accident', 'network', 'nature', 'other'] as const
export const speakers = ['head_teacher', 'teacher', 'pupil', 'officer', 'guest'] as const
export type Block = (typeof blocks)[number]

export const kindWord = (kind: number) => tMaybe(`routine.kinds.k${kind}`) ?? String(kind)
export const blockWord = (block: string) => tMaybe(`routine.blocks.${block}`) ?? block
export const speakerWord = (speaker: string) => tMaybe(`routine.speakers.${speaker}`) ?? speaker
export const whyWord = (why: string) => (why === '' ? t('routine.weekend') : why === 'term' ? t('routine.term') : why)

/** Half up to two decimals, as every rate here; — of nothing. */
export function percent(n: number, of: number): string {
  if (of === 0) return '—'
  const scaled = Math.floor((n * 20000 + of) / (2 * of))
  return `${Math.floor(scaled / 100)}.${String(scaled % 100).padStart(2, '0')}%`
}

export const visitHue: Record<Visit['state'], Hue> = { planned: 'orange', agreed: 'blue', held: 'purple', confirmed: 'green', cancelled: 'grey' }
