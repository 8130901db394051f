import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

type Schemas = components['schemas']
export type School = Schemas['OrgSchoolRow']
export type Card = Schemas['OrgSchoolCard']
export type Place = Schemas['OrgPlace']
export type Agency = Schemas['OrgAgencyRow']
export type Area = Schemas['OrgArea']
export type Preview = Schemas['OrgPreview']
export type RowView = Schemas['OrgRowView']

export const kinds = ['kindergarten', 'primary', 'junior', 'nine_year', 'complete', 'senior', 'vocational', 'special', 'reform', 'point'] as const
export const placeKinds = ['gate', 'guardroom', 'monitor_room', 'dormitory', 'classroom', 'canteen', 'other'] as const
export const agencyKinds = [
  'education', 'police_command', 'police_bureau', 'police_station', 'market', 'fire', 'inspectorate', 'discipline', 'other',
] as const

export const statusHue: Record<School['status'], Hue> = { active: 'green', closed: 'grey', merged: 'grey' }

/** The choices of a field, in the words of the interface: `choices('kind', kinds)`. */
export function choices(group: string, values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: word(group, value) }))
}

export const word = (group: string, value: string) => tMaybe(`org.${group}.${value}`) ?? value

export const column = (key: string) => tMaybe(`org.col.${key}`) ?? key

export const yesNo = (v: boolean) => (v ? t('ui.yes') : t('ui.no'))
