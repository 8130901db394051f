import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Card = components['schemas']['AlarmCard']

export const hueOf: Record<Card['state'], Hue> = {
  waiting: 'red', accepted: 'orange', dispatched: 'blue', on_scene: 'purple', resolved: 'green', reset: 'grey',
}

export const kindWord = (kind: string) => tMaybe(`alarm.kind.${kind || 'none'}`) ?? kind

/** From one moment to another in words; nothing while either has not come. */
export function span(from: number, to: number): string {
  if (!from || !to) return ''
  const s = Math.max(0, Math.round((to - from) / 1000))
  return s < 60 ? t('alarm.seconds', { n: s }) : t('alarm.minutes', { m: Math.floor(s / 60), s: s % 60 })
}
