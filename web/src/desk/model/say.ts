// The words for an alarm, put together once for list, map, sound and title.
import { t, tMaybe } from '../../ui/i18n/core'
import type { AlarmCard } from './card'

export function kindName(card: AlarmCard): string {
  return tMaybe(`desk.kind.${card.kind || 'none'}`) ?? t('desk.kind.none')
}

export function schoolName(card: AlarmCard): string {
  return card.school.name || t('desk.detail.unknownSchool')
}

export function stateName(card: AlarmCard): string {
  if (card.outcome === 'false_alarm') return t('desk.state.falseAlarm')
  return t(`desk.state.${card.state}`)
}

/** What a screen reader says when alarms come in; the list must be in the order of compare(). */
export function announcement(added: readonly AlarmCard[]): string {
  const first = added[0]
  if (!first) return ''
  const mode = first.mode === 'real' ? '' : `${t(`ui.mode.${first.mode}`)} `
  const words = { county: first.school.countyName, school: schoolName(first), place: first.place, kind: mode + kindName(first) }
  return added.length === 1 ? t('desk.list.newOne', words) : t('desk.list.newMany', { ...words, n: added.length })
}
