import { t } from '../ui/i18n/core'
import { timeOfDay } from '../ui/time'
import { useNow, useSiren } from './use'

/** 12 秒, 3 分钟: how old something is, in words. */
function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 120 ? t('siren.line.seconds', { n: seconds }) : t('siren.line.minutes', { n: Math.floor(seconds / 60) })
}

/** How the line is, and how old what is shown is. */
export function LineMark() {
  const siren = useSiren()
  const now = useNow()
  return (
    <span class={`line line-${siren.line}`} role="status">
      <b>{t(`siren.line.${siren.line}`)}</b>
      {siren.heardAt > 0 && <span class="dim num">{t('siren.line.age', { time: age(now - siren.heardAt) })}</span>}
      {siren.line === 'live' && siren.backAt > 0 && <span class="dim num">{t('siren.line.back', { time: timeOfDay(siren.backAt) })}</span>}
    </span>
  )
}

export function LineBanner() {
  const siren = useSiren()
  const now = useNow()
  if (siren.line !== 'offline') return null
  const { heardAt } = siren
  return (
    <p class="banner" role="alert">
      {t('siren.line.offlineBanner', { time: timeOfDay(heardAt) || '—', age: heardAt ? age(now - heardAt) : '—' })}
    </p>
  )
}
