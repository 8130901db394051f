import type { components } from '../../../api/schema'
import { tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Card = components['schemas']['CampaignCard']
export type Row = components['schemas']['CampaignRow']
export type Numbers = components['schemas']['CampaignNumbers']
export type FrozenNumbers = components['schemas']['CampaignFrozenNumbers']
export type Step = components['schemas']['CampaignStep']
export type State = Card['state']

/** In the order in which a campaign goes through them. */
export const states = ['draft', 'review', 'published', 'running', 'closed', 'frozen', 'announced', 'archived'] as const
export const stages = ['kindergarten', 'lower', 'upper', 'junior', 'senior'] as const
export const kinds = ['learn', 'interact', 'quiz', 'commit'] as const

export const stateHue: Record<State, Hue> = {
  draft: 'grey', review: 'purple', published: 'blue', running: 'green', closed: 'orange', frozen: 'blue', announced: 'purple', archived: 'grey',
}

/** Ten-thousandths as people read them: 9525 is 95.25%. */
export function pct(rate: number): string {
  return `${(rate / 100).toFixed(2)}%`
}

export const n = (x: number): string => x.toLocaleString('en-US')

export const stageWord = (stage: string): string => tMaybe(`campaign.stage.${stage}`) ?? stage

/** A year of schooling in words. */
export function gradeWord(row: Pick<Row, 'stage' | 'grade'>): string {
  if (!row.grade) return row.stage ? stageWord(row.stage) : ''
  return tMaybe(row.stage === 'kindergarten' ? `campaign.little.${row.grade}` : `campaign.grade.${row.grade}`) ?? String(row.grade)
}

/** 259,633 ÷ 272,580 = 95.25% */
export function division(row: Pick<Row, 'done' | 'due' | 'rate'>): string {
  return row.due === 0 ? '—' : `${n(row.done)} ÷ ${n(row.due)} = ${pct(row.rate)}`
}
