import { useEffect } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { timeOfDay } from '../../../ui/time'
import { go, href } from '../../shell/route'
import { hush, isRinging, onRinging, ring } from '../../siren/siren'
import { useStore } from '../../shell/useStore'
import { Hero } from './Hero'
import { KindChips } from './KindChips'
import { add } from './press'
import { lastOf, useSubject, type Subject } from './subject'
import { steps } from './truth'
import { isOver, type Card } from './types'

/** What became of a press, and what can still be said about it. */
export function StatusPage({ id }: { id: string }) {
  const subject = useSubject(id)
  const { item, card } = subject
  const over = isOver(card)
  const silent = card?.silent ?? item?.body.silent === true

  useEffect(() => {
    if (over) hush()
  }, [over])

  return (
    <section class="status">
      <Hero subject={subject} />
      {!silent && !over && <Siren />}
      {card?.responder?.phone && (
        <a class="button plain" href={`tel:${card.responder.phone}`}>
          {t('alarm.callUnit', { unit: card.responder.unit })}
        </a>
      )}
      {!over && item?.state !== 'refused' && <More subject={subject} />}
      {card && <Steps card={card} />}
      {!over && item?.state !== 'refused' && <Mistake subject={subject} />}
      {card?.no && <p class="dim center num">{t('alarm.no', { no: card.no })}</p>}
    </section>
  )
}

function Siren() {
  const ringing = useStore(onRinging, isRinging)
  return ringing ? (
    <button class="button siren on" onClick={hush}>
      <i aria-hidden="true" />
      {t('alarm.sirenOff')}
    </button>
  ) : (
    <button class="button siren" onClick={ring}>
      {t('alarm.sirenOn')}
    </button>
  )
}

function Steps({ card }: { card: Card }) {
  const list = steps(card)
  return (
    <ol class="steps">
      {list.map((step) => (
        <li class={step.at > 0 ? 'on' : ''} key={step.word}>
          <span class="grow">{t(`alarm.truth.${step.word}`)}</span>
          <b class="num">{step.at > 0 ? timeOfDay(step.at) : '—'}</b>
        </li>
      ))}
    </ol>
  )
}

/** Everything that may be added after the press. All of it goes through the outbox. */
function More({ subject }: { subject: Subject }) {
  const { chain, alarmId, card, item } = subject
  const arrived = lastOf(subject, 'guard-arrive')
  const note = lastOf(subject, 'refine', 'note')
  const said = (note?.body.note as string | undefined) ?? card?.note
  const place = (lastOf(subject, 'refine', 'place')?.body.place ?? card?.place ?? item?.body.place) as string | undefined
  return (
    <>
      {arrived || (card && card.t4 > 0) ? (
        <p class="done">
          {arrived?.state === 'queued' ? `${t('alarm.guardArrive')} · ${t('alarm.notYet')}` : t('alarm.guardArrived', { time: timeOfDay(card?.t4 ?? 0) })}
        </p>
      ) : (
        <button class="button main" onClick={() => add(chain, alarmId, 'guard-arrive')}>
          {t('alarm.guardArrive')}
        </button>
      )}
      <KindChips subject={subject} />
      <div class="rows">
        <a class="row" href={href('alarm', chain, 'where')}>
          <span class="grow">
            <small>{t('alarm.where')}</small>
            {place ? <b>{place}</b> : <em>{t('alarm.whereNone')}</em>}
          </span>
          <span class="arrow" aria-hidden="true" />
        </a>
        <a class="row" href={href('alarm', chain, 'note')}>
          <span class="grow">
            <small>{note?.state === 'queued' ? t('alarm.notYet') : t('alarm.note')}</small>
            {said ? <b>{said}</b> : <em>{t('alarm.noteNone')}</em>}
          </span>
          <span class="arrow" aria-hidden="true" />
        </a>
      </div>
      <ul class="card" aria-label={t('alarm.card')}>
        <li class="head">{t('alarm.card')}</li>
        {(['gate', 'call', 'hide', 'help', 'count', 'keep'] as const).map((name, i) => (
          <li key={name}>
            <b class="num">{i + 1}</b> {t(`alarm.cardSteps.${name}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

function Mistake({ subject }: { subject: Subject }) {
  const mistake = lastOf(subject, 'mistake')
  if (!mistake) {
    return (
      <button class="button plain" onClick={() => go('alarm', subject.chain, 'mistake')}>
        {t('alarm.mistake')}
      </button>
    )
  }
  return (
    <p class="done quiet">
      {mistake.state === 'queued' ? `${t('alarm.mistake')} · ${t('alarm.notYet')}` : t('alarm.mistakeTold')}
      <br />
      {t('alarm.mistakeOnly')}
    </p>
  )
}
