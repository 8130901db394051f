// Every time on every screen is the city's time, whatever zone the browser is
// in, and instants are UTC milliseconds. Intl only, so that the phone can use it.
import { t } from './i18n/core'

export const cityZone = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: cityZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function split(ms: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(ms).map((p) => [p.type, p.value]))
}

/** 2026-03-01; "" for 0, which means "not yet" everywhere. */
export function date(ms: number): string {
  if (!ms) return ''
  const p = split(ms)
  return `${p.year}-${p.month}-${p.day}`
}

/** 2026-03-01 09:12 */
export function dateTime(ms: number): string {
  if (!ms) return ''
  const p = split(ms)
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`
}

/** 09:12:03 */
export function timeOfDay(ms: number): string {
  if (!ms) return ''
  const p = split(ms)
  return `${p.hour}:${p.minute}:${p.second}`
}

/** 刚刚, 5 分钟前, 3 小时前, 2 天前; the date when longer ago than a week. */
export function ago(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000)
  if (minutes < 1) return t('ui.justNow')
  if (minutes < 60) return t('ui.minutesAgo', { n: minutes })
  if (minutes < 24 * 60) return t('ui.hoursAgo', { n: Math.floor(minutes / 60) })
  if (minutes < 7 * 24 * 60) return t('ui.daysAgo', { n: Math.floor(minutes / 1440) })
  return date(ms)
}

/** 03:07, 1:02:03; whole days in front beyond 24 h. Negative values count as their size. */
export function duration(ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const d = Math.floor(s / 86_400)
  const h = Math.floor((s % 86_400) / 3600)
  const rest = `${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`
  if (d > 0) return `${t('ui.days', { n: d })} ${h}:${rest}`
  return h > 0 ? `${h}:${rest}` : rest
}
