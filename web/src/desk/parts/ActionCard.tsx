import { t } from '../../ui/i18n'
import { duration, timeOfDay } from '../../ui/time'
import type { AlarmCard, Detail } from '../model/card'
import './talk.css'

/** What the school has done so far, in the order of its card. */
export function ActionCard({ card, detail }: { card: AlarmCard; detail: Detail | undefined }) {
  const actions = detail?.actions ?? []
  if (actions.length === 0) return null
  return (
    <section aria-label={t('ui.talk.card')}>
      <h3>{t('ui.talk.card')}</h3>
      <ul className="action-card">
        {actions.map((a) => (
          <li key={a.code} className={a.doneAt ? 'is-done' : ''} title={a.doneAt ? `${timeOfDay(a.doneAt)} ${a.byName}` : undefined}>
            <span className="mark-box" aria-hidden="true">
              {a.doneAt ? '✓' : ''}
            </span>
            <span>
              {a.how ? t(`ui.talk.how.${a.how}`) : t(`ui.talk.action.${a.code}`)}
              <small className="dim num">{a.doneAt ? t('ui.talk.after', { time: duration(a.doneAt - card.t0) }) : t('ui.talk.cardNone')}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
