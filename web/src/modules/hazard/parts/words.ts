import type { components } from '../../../api/schema'
import { upload } from '../../../api/files'
import { t, tMaybe } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import type { Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'

export type Card = components['schemas']['HazardCard']
export type Hazard = components['schemas']['HazardSeen']
export type Photo = components['schemas']['HazardPhoto']
export type RuleSet = components['schemas']['HazardRuleSet']
export type Rule = components['schemas']['HazardRule']
export type Picture = components['schemas']['HazardPicture']

export const states = ['registered', 'graded', 'assigned', 'rectifying', 'verifying', 'closed', 'archived', 'invalid', 'merged'] as const
export const agencies = ['education', 'police', 'market', 'fire', 'housing', 'health', 'traffic', 'city', 'culture'] as const
export const ways = ['daily', 'weekly', 'monthly', 'term', 'joint', 'county', 'special', 'inspector', 'public', 'event', 'drill'] as const
export const categories = [
  'duty', 'people', 'kit', 'tech', 'fire', 'building', 'food', 'bus', 'dormitory', 'lab', 'utility', 'crowd', 'health', 'mind', 'around', 'dispute', 'teaching', 'other',
] as const

/** Colours of ui.md: 待整改 orange, 整改中 blue, 待复核 purple, 已销号 grey, 已逾期 red. */
export const hue: Record<Card['state'], Hue> = {
  draft: 'grey', registered: 'orange', graded: 'orange', assigned: 'orange', rectifying: 'blue', verifying: 'purple', closed: 'grey', archived: 'grey', invalid: 'grey', merged: 'grey',
}
export const dueHue: Record<string, Hue> = { green: 'green', yellow: 'yellow', orange: 'orange', red: 'red' }

const word = (group: string) => (key: string) => (key ? (tMaybe(`hazard.${group}.${key}`) ?? key) : '')
export const agencyWord = word('agency')
export const wayWord = word('way')
export const categoryWord = word('category')
export const lineWord = word('line')
export const options = (group: string, keys: readonly string[]) => keys.map((value) => ({ value, label: word(group)(value) }))

/** 09月21日 of this year, with the year otherwise. */
export const day = (ms: number) => {
  const d = date(ms)
  return d.startsWith(date(serverNow()).slice(0, 4)) ? d.slice(5) : d
}

export const money = (yuan: number) => (yuan < 0 ? '' : yuan === 0 ? t('hazard.fundsNone') : yuan.toLocaleString('zh-CN'))

/** Hands a picture in and says when the camera took it. */
export async function take(path: string, file: File): Promise<Picture> {
  const made = await upload('hazard.photo', path, file, file.name || 'photo.jpg')
  return { fileId: made.id, takenAt: file.lastModified }
}

export const src = (hazardId: string, p: Photo) => `/api/v1/hazards/${hazardId}/photos/${p.id}`
