import { t, tMaybe } from '../ui/i18n/core'
import { duration, timeOfDay } from '../ui/time'
import type { Card } from './model'
import { useNow, useSiren } from './use'

/** The open alarms of the place. */
export function Cards() {
  const siren = useSiren()
  const waiting = siren.cards.filter((c) => c.state === 'waiting' && c.mode === 'real').length
  if (siren.cards.length === 0) {
    return (
      <div class="none">
        <p>{t(siren.line === 'offline' ? 'siren.noneBefore' : 'siren.none')}</p>
        <p class="dim">{t(siren.line === 'offline' ? 'siren.noneBeforeHint' : 'siren.noneHint')}</p>
      </div>
    )
  }
  return (
    <>
      {waiting > 0 && <p class="count num">{t('siren.waitingFor', { n: waiting })}</p>}
      <ul class={siren.cards.length <= 2 ? 'cards is-few' : 'cards'}>
        {siren.cards.map((card) => (
          <Alarm key={card.id} card={card} />
        ))}
      </ul>
    </>
  )
}

function Alarm({ card }: { card: Card }) {
  const now = useNow()
  const practice = card.mode !== 'real'
  const kind = tMaybe(`siren.kind.${card.kind || 'none'}`) ?? t('siren.kind.none')
  return (
    <li class={`alarm sev-${practice ? 'practice' : card.severity} is-${card.state}`} data-alarm-id={card.id} data-alarm-state={card.state} data-mode={card.mode}>
      <p class="top">
        <strong class="state">{t(`siren.state.${card.state}`)}</strong>
        <span class="waits num">{duration(now - card.t0)}</span>
      </p>
      <p class="tags">
        {practice && <span class="tag striped">{t(`ui.mode.${card.mode as 'drill' | 'test'}`)}</span>}
        <span class="tag">{t(`siren.level.${card.level}`)}</span>
        {card.silent && <span class="tag">{t('siren.silent')}</span>}
      </p>
      <h2>{card.school || t('siren.unknownSchool')}</h2>
      <p class="place">
        {card.place || t('siren.unknownPlace')} <span class="dim">{card.county}</span>
      </p>
      {(practice || card.kind !== '' || card.level !== 'help') && <p class="kind">{practice ? t('siren.practice') : kind}</p>}
      {card.hush && <p class="kind">{t('siren.hush')}</p>}
      <dl>
        <dt>{t('siren.owner')}</dt>
        <dd>{owner(card)}</dd>
        <dt>{t('siren.acks')}</dt>
        <dd class="acks">
          {card.acks.map((a) => (
            <span key={a.agency} class={a.at > 0 ? 'ack is-done' : 'ack'}>
              {t(`siren.agency.${a.agency}`)} {a.at > 0 ? t('siren.acked', { time: timeOfDay(a.at) }) : t('siren.notAcked')}
            </span>
          ))}
        </dd>
      </dl>
      <p class="dim num">
        {t('siren.since', { time: timeOfDay(card.t0) })} · {card.no}
      </p>
    </li>
  )
}

/** Before somebody takes it, the one who is called first answers for it. */
function owner(card: Card): string {
  if (!card.owner) return t('siren.callingNobody')
  const { name, unit } = card.owner
  return card.state === 'waiting' ? t('siren.calling', { name, unit }) : t('siren.takenBy', { name, unit })
}
