// Every time on every screen is the city's time, whatever zone the browser is
// in, and instants are UTC milliseconds. China has one zone, eight hours ahead and
// without summer time since 1991, so that this is an addition: asking Intl costs a
// browser some hundred milliseconds before the first picture.
import { t } from './i18n/core'

const aheadMs = 8 * 3_600_000

/** "2026-03-01T09:12:03.000Z", which is the city's clock and not UTC. */
function cityClock(ms: number): string {
  return new Date(ms + aheadMs).toISOString()
}

/** 2026-03-01; "" for 0, which means "not yet" everywhere. */
export function date(ms: number): string {
  if (!ms) return ''
  return cityClock(ms).slice(0, 10)
}

/** 2026-03-01 09:12 */
export function dateTime(ms: number): string {
  if (!ms) return ''
  return cityClock(ms).slice(0, 16).replace('T', ' ')
}

/** 2026年3月1日, as official papers are dated, in whatever language the page is. */
export function officialDate(ms: number): string {
  if (!ms) return ''
  const [y, m, d] = cityClock(ms).slice(0, 10).split('-').map(Number)
  return `${y}年${m}月${d}日`
}

/** 09:12:03 */
export function timeOfDay(ms: number): string {
  if (!ms) return ''
  return cityClock(ms).slice(11, 19)
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
