import type { components } from '../../../api/schema'
import { serverNow } from '../../../ui/now'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'

export type TestCard = components['schemas']['AlarmTestCard']
export type Button = components['schemas']['AlarmButton']
export type Missing = components['schemas']['AlarmMissing']

export const states = ['planned', 'announced', 'running', 'passed', 'failed', 'missed', 'cancelled'] as const

export const testHue: Record<TestCard['state'], Hue> = {
  planned: 'orange', announced: 'blue', running: 'purple', passed: 'green', failed: 'red', missed: 'yellow', cancelled: 'grey',
}

export const resultHue: Record<string, Hue> = { passed: 'green', failed: 'red', missed: 'yellow' }

/** This month by the server's clock, e.g. 2026-09. */
export const thisMonth = () => date(serverNow()).slice(0, 7)

export const clockText = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** 09:30–11:00; nothing for a test that had no window. */
export const windowText = (c: Pick<TestCard, 'from' | 'to'>) => (c.from === 0 && c.to === 1440 ? '' : `${clockText(c.from)}–${clockText(c.to)}`)

export const minutesOf = (text: string) => {
  const [h = 0, m = 0] = text.split(':').map(Number)
  return h * 60 + m
}

export const checkWord = (c: string) => (c ? (tMaybe(`alarm.joint.check.${c}`) ?? c) : '')

export const faultWords = (faults: readonly string[]) => faults.map((f) => tMaybe(`alarm.joint.faults.${f}`) ?? f).join('、')

export const daysWord = (days: number) => (days < 0 ? t('alarm.joint.never') : days === 0 ? t('alarm.joint.today') : t('alarm.joint.daysAgo', { n: days }))

/** Up to a month is well, up to two a warning; as on the map. */
export const daysHue = (days: number): Hue => (days < 0 || days > 62 ? 'red' : days > 31 ? 'yellow' : 'green')
