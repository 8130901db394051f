import { t } from '../../ui/i18n'
import { duration } from '../../ui/time'
import type { AlarmCard, Detail } from '../model/card'
import './talk.css'

/** The roll call of the school in figures, and who is missing. */
export function RollCall({ card, detail }: { card: AlarmCard; detail: Detail | undefined }) {
  const roll = detail?.roll
  if (!roll) return null
  return (
    <section aria-label={t('ui.talk.roll')}>
      <h3>{t('ui.talk.roll')}</h3>
      <p className="roll-sum num">
        <span>{t('ui.talk.rollOf', { reported: roll.reported, classes: roll.classes })}</span>
        <span>{t('ui.talk.rollPresent', { present: roll.present, pupils: roll.pupils })}</span>
        {roll.fullAt > 0 ? (
          <b className="roll-full">{t('ui.talk.rollFull', { time: duration(roll.fullAt - card.t0) })}</b>
        ) : (
          <b className={roll.unaccounted > 0 ? 'roll-missing' : ''}>{t('ui.talk.rollMissing', { n: roll.unaccounted })}</b>
        )}
      </p>
      {roll.missing.length > 0 && (
        <ul className="roll-list" aria-label={t('ui.talk.missing')}>
          {roll.missing.map((c) => (
            <li key={c.id}>
              <b>{c.name}</b> {t('ui.talk.rollMissing', { n: c.unaccounted })}
              {c.seats.length > 0 && <span className="num"> · {t('ui.talk.seats', { seats: c.seats.join('、') })}</span>}
              {c.note && <span className="dim"> · {c.note}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
