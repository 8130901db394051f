import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'

export type Stats = components['schemas']['AlarmStats']
export type Row = components['schemas']['AlarmStatsRow']
export type Latency = components['schemas']['AlarmLatency']

/** The times that have a target, in the order in which the server tells targets. */
export const times = ['accept', 'local', 'police'] as const
export const agencies = ['police', 'school', 'education'] as const

/** Leads to the alarms behind a figure of a row, or of all. */
export type Behind = (path: string, more?: Record<string, string>) => string

export const targetOf = (data: Stats, name: (typeof times)[number]) => data.targets.find((g) => g.time === name)?.seconds ?? 0

export const shown = (ms: number) => t('alarm.proof.seconds', { n: (ms / 1000).toFixed(1) })

/** The address of the list that holds exactly what was counted. */
export function behind(from: string, to: string, area: string): Behind {
  return (path, more = {}) => `/alarms?${new URLSearchParams({ dayFrom: from, dayTo: to, mode: 'real', level: 'emergency', ...((path || area) && { path: path || area }), ...more }).toString()}`
}
