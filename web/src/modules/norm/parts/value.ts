import type { components } from '../../../api/schema'
import { lang, t, tMaybe } from '../../../ui/i18n/core'

export type Row = components['schemas']['NormRow']
export type Param = components['schemas']['NormParam']
export type Version = components['schemas']['NormVersion']
export type Input = components['schemas']['NormInput']
export type Kind = Param['kind']

export interface Step {
  ge?: number
  lt?: number
  base: number
  per?: number
  add?: number
}

export interface Steps {
  basis: 'students' | 'students+staff' | 'boarders'
  steps: Step[]
  boarding?: { plus?: number; per?: number; add?: number; min?: number }
  perGateMin?: number
  rounding: 'floor' | 'ceil'
}

/** The last part of a path: an area's code or a school's id. */
export const lastOf = (path: string) => path.split('/').filter(Boolean).at(-1) ?? ''

export const nameOf = (p: { name: string; nameEn: string }) => (lang() === 'en' ? p.nameEn : p.name)

/** A value in words, with its unit. */
export function showValue(p: { kind: Kind; unit: string }, value: unknown): string {
  switch (p.kind) {
    case 'number':
      return withUnit(p.unit, String(value))
    case 'duration':
      return showPeriod(String(value))
    case 'monthday': {
      const [m, d] = String(value).split('-').map(Number)
      return t('norm.everyYear', { m: m ?? 0, d: d ?? 0 })
    }
    case 'list':
      return withUnit(p.unit, (value as (string | number)[]).map((v) => tMaybe(`norm.word.${v}`) ?? String(v)).join(lang() === 'en' ? ', ' : '、'))
    case 'steps':
      return showSteps(value as Steps)
  }
}

const withUnit = (unit: string, n: string) => (unit ? tMaybe(`norm.unit.${unit}`, { n }) : undefined) ?? n

function showPeriod(text: string): string {
  const parts = [...text.matchAll(/(\d+)([YMWD])/g)]
  return parts.map(([, n = '', unit]) => t(`norm.period.${unit as 'Y' | 'M' | 'W' | 'D'}`, { n })).join(' ') || text
}

function showSteps(rule: Steps): string {
  const said = rule.steps.map((s) => stepText(s) + (s.per ? t('norm.steps.per', { per: s.per, add: s.add ?? 0 }) : ''))
  const { plus, per, add, min } = rule.boarding ?? {}
  if (plus) said.push(t('norm.steps.plus', { plus }))
  if (per) said.push(t('norm.steps.boarders', { per, add: add ?? 0 }))
  if (min) said.push(t('norm.steps.min', { min }))
  if (rule.perGateMin) said.push(t('norm.steps.gates', { n: rule.perGateMin }))
  return said.join(lang() === 'en' ? '; ' : '；')
}

function stepText({ ge = 0, lt, base }: Step): string {
  if (lt === undefined) return ge === 0 ? t('norm.steps.all', { base }) : t('norm.steps.above', { ge, base })
  return ge === 0 ? t('norm.steps.below', { lt, base }) : t('norm.steps.between', { ge, top: lt - 1, base })
}

/** For whom a version was made: 忻州市 · 幼儿园. */
export function showScope(v: Pick<Version, 'placeName' | 'schoolKind' | 'boarding'>): string {
  const who = [v.schoolKind && (tMaybe(`norm.kind.${v.schoolKind}`) ?? v.schoolKind), v.boarding && t(`norm.boarding.${v.boarding}`)]
  return [v.placeName || t('norm.whole'), ...who].filter(Boolean).join(' · ')
}

export function showValidity({ effectiveFrom: from, effectiveTo: to }: Pick<Version, 'effectiveFrom' | 'effectiveTo'>): string {
  if (from && to) return t('norm.between', { from, to })
  if (from) return t('norm.since', { from })
  return to ? t('norm.until', { to }) : t('norm.always')
}
