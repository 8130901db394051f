import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Notice = components['schemas']['NoticeCard']
export type Detail = components['schemas']['NoticeDetail']
export type Receipt = components['schemas']['NoticeReceipt']
export type State = Notice['state']

export const states: State[] = ['draft', 'submitted', 'issued', 'updated', 'cancelled', 'expired']
export const stateHue: Record<State, Hue> = { draft: 'orange', submitted: 'purple', issued: 'green', updated: 'grey', cancelled: 'grey', expired: 'grey', discarded: 'grey' }
export const levels = ['red', 'orange', 'yellow', 'blue'] as const
export const themes = ['drowning', 'traffic', 'flood', 'heat', 'wind', 'ice', 'geology', 'epidemic', 'food', 'gas', 'fire', 'fraud', 'order', 'bullying', 'holiday', 'other'] as const
export const authorities = ['government', 'meteorology', 'emergency', 'health', 'police', 'water', 'resources', 'education', 'other'] as const
export const schoolKinds = ['kindergarten', 'primary', 'junior', 'nine_year', 'complete', 'senior', 'vocational', 'special', 'reform', 'point'] as const

/** What it is called in a line, the colour in words: 黄色预警（Ⅲ级） 防冰雪寒潮. */
export function heading(n: Pick<Notice, 'kind' | 'level' | 'theme'>): string {
  const what = n.level === '' ? t('notice.kinds.prompt') : t(`notice.levels.${n.level}`)
  return `${what} ${tMaybe(`notice.themes.${n.theme}`) ?? ''}`
}

/** The public address of a notice, on this server. */
export const addressOf = (n: Notice) => `${location.origin}/notice/${n.code}`

export const rate = (n: Notice) => (n.schools === 0 ? '—' : `${n.confirmed} / ${n.schools}`)
