import { t } from '../../ui/i18n'
import { useNow } from '../../ui/now'
import { timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import { useCell } from '../model/cell'

/** 12 秒, 3 分钟: how old something is, in words. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 120 ? t('desk.line.seconds', { n: seconds }) : t('desk.line.minutes', { n: Math.floor(seconds / 60) })
}

/** Across the screen while news may be late: says how old what is shown is. */
export function LineBanner() {
  const line = useCell(desk.line)
  if (line === 'live' || line === 'connecting') return null
  return (
    <div className={`banner banner-${line}`} role="alert">
      <span>{line === 'polling' ? t('desk.line.pollingBanner') : <Offline />}</span>
      <button type="button" className="btn btn-small" onClick={() => desk.reconnect()}>
        {t('desk.line.retry')}
      </button>
    </div>
  )
}

function Offline() {
  const now = useNow()
  const heardAt = desk.heardAt
  return <>{t('desk.line.offlineBanner', { time: timeOfDay(heardAt) || '—', age: heardAt ? age(now - heardAt) : '—' })}</>
}
