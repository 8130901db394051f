import { useEffect } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { talkName, talkWords } from '../../../ui/talk/line'
import { duration, timeOfDay } from '../../../ui/time'
import { go, href } from '../../shell/route'
import { hush, isRinging, onRinging, ring } from '../../siren/siren'
import { useStore } from '../../shell/useStore'
import { ActionCard } from './ActionCard'
import { Hero } from './Hero'
import { KindChips } from './KindChips'
import { add } from './press'
import { isOwn, lastOf, useSubject, type Subject } from './subject'
import { unsentLines } from './TalkPage'
import { steps } from './truth'
import { isOver, type Card } from './types'

/** What became of a press, and what can still be said about it. */
export function StatusPage({ id }: { id: string }) {
  const subject = useSubject(id)
  const { item, card } = subject
  const over = isOver(card)
  const silent = card?.silent ?? item?.body.silent === true
  // A drill and a call for help never have the siren.
  const real = (card?.mode ?? item?.body.mode) === 'real' && (card?.level ?? item?.body.level) !== 'help'
  const own = isOwn(subject)
  const lives = !over && item?.state !== 'refused'

  useEffect(() => {
    if (over) hush()
  }, [over])

  return (
    <section class="status">
      <Hero subject={subject} />
      {!silent && !over && real && own && <Siren />}
      {card?.responder?.phone && (
        <a class="button plain" href={`tel:${card.responder.phone}`}>
          {t('alarm.callUnit', { unit: card.responder.unit })}
        </a>
      )}
      {lives && <Arrive subject={subject} own={own} />}
      {item?.state !== 'refused' && <Aside subject={subject} />}
      {lives && <ActionCard subject={subject} />}
      {lives && own && <More subject={subject} />}
      {card && <Steps card={card} />}
      {lives && own && <Mistake subject={subject} />}
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

/** What one does oneself: "I am on my way" of whoever did not press, "I am there" of anybody. */
function Arrive({ subject, own }: { subject: Subject; own: boolean }) {
  const { chain, alarmId, card } = subject
  const arrived = lastOf(subject, 'guard-arrive')
  const coming = lastOf(subject, 'ack')
  return (
    <>
      {!own &&
        subject.watched.aside?.can.includes('help') &&
        (coming ? (
          <p class="done">{coming.state === 'queued' ? `${t('alarm.coming')} · ${t('alarm.notYet')}` : t('alarm.comingTold')}</p>
        ) : (
          <button class="button main" onClick={() => add(chain, alarmId, 'ack')}>
            {t('alarm.coming')}
          </button>
        ))}
      {arrived || (card && card.t4 > 0) ? (
        <p class="done">
          {arrived?.state === 'queued' ? `${t('alarm.guardArrive')} · ${t('alarm.notYet')}` : t('alarm.guardArrived', { time: timeOfDay(card?.t4 ?? 0) })}
        </p>
      ) : (
        <button class="button main" onClick={() => add(chain, alarmId, 'guard-arrive')}>
          {t('alarm.guardArrive')}
        </button>
      )}
    </>
  )
}

/** Talk and roll call, each with its last news. */
function Aside({ subject }: { subject: Subject }) {
  const { chain, card, watched } = subject
  const lines = (watched.aside?.timeline ?? []).filter((e) => talkName(e.kind))
  const last = lines.at(-1)
  const waiting = unsentLines(subject, lines).length
  const roll = watched.aside?.roll
  return (
    <div class="rows">
      <a class="row" href={href('alarm', chain, 'talk')}>
        <span class="grow">
          <small>{waiting > 0 ? t('alarm.talkWaiting', { n: waiting }) : t('ui.talk.title')}</small>
          {last ? (
            <b>
              {last.byName}：{talkWords(last.kind, last.data ?? {}, last.at) || talkName(last.kind)}
            </b>
          ) : (
            <em>{t('alarm.talkHint')}</em>
          )}
        </span>
        <span class="arrow" aria-hidden="true" />
      </a>
      {card?.school?.id && (
        <a class="row" href={href('alarm', chain, 'roll')}>
          <span class="grow">
            <small>{t('ui.talk.roll')}</small>
            {roll ? (
              <b class={roll.fullAt > 0 ? 'tone taken' : roll.unaccounted > 0 ? 'tone bad' : ''}>
                {roll.fullAt > 0 ? t('ui.talk.rollFull', { time: duration(roll.fullAt - card.t0) }) : `${t('ui.talk.rollOf', { reported: roll.reported, classes: roll.classes })} · ${t('ui.talk.rollMissing', { n: roll.unaccounted })}`}
              </b>
            ) : (
              <em>{t('alarm.rollHintShort')}</em>
            )}
          </span>
          <span class="arrow" aria-hidden="true" />
        </a>
      )}
    </div>
  )
}

/** Everything that may be added after the press. All of it goes through the outbox. */
function More({ subject }: { subject: Subject }) {
  const { chain, card, item } = subject
  const note = lastOf(subject, 'refine', 'note')
  const said = (note?.body.note as string | undefined) ?? card?.note
  const place = (lastOf(subject, 'refine', 'place')?.body.place ?? card?.place ?? item?.body.place) as string | undefined
  return (
    <>
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
