import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import type { Hue } from '../../../ui/Tags'
import { date, duration } from '../../../ui/time'

export type Card = components['schemas']['DrillCard']
export type Drill = components['schemas']['DrillSeen']
export type Class = components['schemas']['DrillRollClass']
export type Rate = components['schemas']['DrillRate']

export const states = ['planned', 'submitted', 'approved', 'noticed', 'ready', 'running', 'held', 'evaluated', 'archived', 'interrupted', 'cancelled'] as const
export const scenarios = ['fire', 'earthquake', 'stampede', 'terror', 'bus', 'gas', 'flood', 'epidemic', 'dormitory', 'blackout', 'fall'] as const
export const checkKeys = ['exits', 'stairs', 'assembly', 'signal', 'weak', 'aid', 'guards'] as const
export const itemKeys = ['signal', 'teacher', 'route', 'jam', 'stairs', 'weak', 'power', 'assembly', 'time', 'chain', 'medical', 'summary'] as const
export const aspectKeys = ['people', 'duties', 'supplies', 'coordination', 'support'] as const

export const hue: Record<Card['state'], Hue> = {
  planned: 'grey', submitted: 'orange', approved: 'orange', noticed: 'orange', ready: 'blue', running: 'purple', held: 'orange', evaluated: 'green',
  archived: 'grey', cancelled: 'grey', interrupted: 'red',
}

export const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const minutes = (text: string) => {
  const [h = 0, m = 0] = text.split(':').map(Number)
  return h * 60 + m
}

export const when = (c: Pick<Card, 'day' | 'at'>) => `${c.day} ${clock(c.at)}`
export const took = (ms: number) => (ms > 0 ? duration(ms) : '—')
export const thisMonth = () => date(serverNow()).slice(0, 7)

/** Real alarms go before: what every screen of this drill has to say first. */
export const overruled = (d: Drill) => d.state === 'interrupted' || (d.alarm !== null && d.alarm !== undefined)

export const scenarioWord = (s: string) => t(`drill.scenario.${s as (typeof scenarios)[number]}`)
