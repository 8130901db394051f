import { t } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'
import { date, timeOfDay } from '../../../ui/time'

const hour = 3_600_000
const day = 24 * hour

export interface Deadline {
  hue: Hue
  text: string
  late: boolean
}

/** How a deadline stands: green for more than three days, yellow for three and fewer, orange on its day, red after. */
export function deadline(due: number, now: number): Deadline {
  if (!due) return { hue: 'grey', text: t('todo.noDue'), late: false }
  if (now > due) return { hue: 'red', text: t('todo.late', { time: length(now - due) }), late: true }
  const days = daysBetween(now, due)
  if (days === 0) return { hue: 'orange', text: t('todo.today', { time: timeOfDay(due).slice(0, 5) }), late: false }
  return { hue: days <= 3 ? 'yellow' : 'green', text: t('todo.dueIn', { n: days }), late: false }
}

/** Midnights of the city between two moments, as people count days. */
function daysBetween(from: number, to: number): number {
  return Math.round((Date.parse(date(to)) - Date.parse(date(from))) / day)
}

function length(ms: number): string {
  if (ms >= day) return t('ui.days', { n: Math.floor(ms / day) })
  if (ms >= hour) return t('todo.hours', { n: Math.floor(ms / hour) })
  return t('todo.minutes', { n: Math.max(1, Math.floor(ms / 60_000)) })
}
