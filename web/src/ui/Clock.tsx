import { t } from './i18n'
import { useNow } from './now'
import { duration } from './time'

interface Props {
  /** Counts up from this instant. */
  since?: number
  /** Counts down to this instant, then up as 已逾期. */
  until?: number
  /** Stops there: what was measured, not what is running. */
  stop?: number
  label?: string
}

/** Running time in tabular figures. Silent to screen readers, which would read every second. */
export function Clock({ since, until, stop, label }: Props) {
  const now = useNow()
  const at = stop || now
  const late = until !== undefined && at > until
  const text = until !== undefined ? duration(until - at) : duration(Math.max(0, at - (since ?? at)))
  return (
    <span className="num" role="timer" aria-live="off" aria-label={label ?? (until !== undefined ? t('ui.remaining') : t('ui.waited'))}>
      {late ? t('ui.overdue', { time: text }) : text}
    </span>
  )
}
