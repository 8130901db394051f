import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

type Schemas = components['schemas']
export type List = Schemas['ChecklistList']
export type Card = Schemas['ChecklistCard']
export type Sheet = Schemas['ChecklistSheet']
export type Section = Schemas['ChecklistSection']
export type Item = Schemas['ChecklistItem']
export type Prepared = Schemas['ChecklistPrepared']
export type Note = Schemas['ChecklistNote']
export type Fact = Schemas['ChecklistFact']
export type Offer = Schemas['ChecklistOffer']
export type Change = Schemas['ChecklistChange']
export type Imported = Schemas['ChecklistImported']

export const kinds: List['kind'][] = ['term', 'joint', 'theme', 'daily', 'bus', 'drill', 'before']
export const states: List['state'][] = ['published', 'draft', 'retired']
export const stateHue: Record<List['state'], Hue> = { draft: 'orange', published: 'green', retired: 'grey' }
export const agencies = ['education', 'police', 'market', 'fire', 'housing', 'health', 'traffic', 'city', 'culture'] as const

export const ownerOf = (l: Pick<List, 'owner'>): string => l.owner || t('checklist.builtIn')

/** A number with its unit, as the norm register says it: 30 天, 每日 5 次. */
export function amount(n: number, unit: string): string {
  return tMaybe(`norm.unit.${unit}`, { n }) ?? String(n)
}

const periodForm = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/

/** An ISO 8601 period in words: P1M is 1 个月. */
export function period(text: string): string {
  const m = periodForm.exec(text)
  if (!m) return text
  return (['Y', 'M', 'W', 'D'] as const).map((k, i) => (m[i + 1] ? t(`norm.period.${k}`, { n: Number(m[i + 1]) }) : '')).join('')
}

/** What the norm asks: 不少于 6 人. */
export function asks(f: Fact): string {
  if (f.period) return t('checklist.every', { period: period(f.period) })
  return t(f.most ? 'checklist.most' : 'checklist.least', { n: amount(f.required, f.unit) })
}
