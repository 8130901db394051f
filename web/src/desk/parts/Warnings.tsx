import { t } from '../../ui/i18n'
import { duration } from '../../ui/time'
import { clockWarnMs, type AlarmCard, type Detail } from '../model/card'
import { Icon } from './Icon'

/** What could lead the officer astray: silence, a wrong clock, a doubtful identity, a change of mind. */
export function Warnings({ card, detail }: { card: AlarmCard; detail: Detail | undefined }) {
  const off = Math.abs(card.clockOffMs) > clockWarnMs
  const time = duration(card.clockOffMs)
  const said = (kind: string) => detail?.timeline.some((e) => e.kind === kind) ?? false
  const stranger = detail?.timeline.some((e) => e.kind === 'raised' && e.data?.stranger === true) ?? false
  const lines = [
    card.device?.unparsed === true && t('desk.detail.unparsedWhy'),
    card.repeats > 0 && t('desk.detail.repeats', { n: card.repeats }),
    card.kind === '' && card.state === 'waiting' && card.mode === 'real' && t('desk.kindNone'),
    card.sessionExpired && t('desk.detail.expired'),
    stranger && t('desk.detail.stranger'),
    off && t('desk.detail.clockOff', { time: card.clockOffMs > 0 ? t('desk.detail.clockFast', { time }) : t('desk.detail.clockSlow', { time }) }),
  ].filter((line) => line !== false)
  const mistake = said('says_mistake') && card.state !== 'resolved' && card.state !== 'reset'
  if (lines.length === 0 && !mistake) return null
  return (
    <ul className="warnings">
      {mistake && <li className="loud">{t('ui.talk.mistake')}</li>}
      {lines.map((line) => (
        <li key={line}>
          <Icon name="warn" /> {line}
        </li>
      ))}
    </ul>
  )
}
