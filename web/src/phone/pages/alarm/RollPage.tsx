import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t } from '../../../ui/i18n/core'
import { duration, timeOfDay } from '../../../ui/time'
import { ask } from '../../ask'
import { sessionEnded } from '../../session/session'
import { Page } from '../../shell/Page'
import { recallJson, remember } from '../../shell/prefs'
import { back, href } from '../../shell/route'
import { add } from './press'
import { lastOf, useSubject, type Subject } from './subject'
import { isOver, type Roll, type RollClass } from './types'

interface RollCall extends Roll {
  items: RollClass[]
}

/** The roll call with all classes: fetched again at each news of the alarm, and kept for when the network is cut. */
function useRoll({ alarmId, card }: Subject): RollCall | undefined {
  const kept = `roll.${alarmId}`
  const [roll, setRoll] = useState(() => recallJson<RollCall>(kept))
  const version = card?.version
  useEffect(() => {
    if (alarmId === undefined) return
    let here = true
    ask<RollCall>((signal) => api.GET('/api/v1/alarms/{id}/roll-call', { signal, params: { path: { id: alarmId } } })).then(
      (said) => {
        if (!here) return
        setRoll(said)
        remember(kept, JSON.stringify(said))
      },
      (e: unknown) => problemOf(e).status === 401 && sessionEnded(),
    )
    return () => {
      here = false
    }
  }, [alarmId, version, kept])
  return roll
}

/** The classes: those who miss somebody first, then those who have not reported. */
export function RollPage({ id }: { id: string }) {
  const subject = useSubject(id)
  const roll = useRoll(subject)
  const { card } = subject
  const open = !isOver(card)
  const started = (roll?.startedAt ?? 0) > 0
  return (
    <Page title={t('ui.talk.roll')} backTo={['alarm', id]}>
      {card && card.mode !== 'real' && <p class="striped wide">{t(`alarm.mode.${card.mode}`)}</p>}
      {!roll && <div class="skeleton tall" aria-label={t('ui.loading')} />}
      {roll && !started && (
        <>
          <p class="notice">{t('alarm.rollHint')}</p>
          {open && (
            <button class="button main" disabled={lastOf(subject, 'roll-call')?.state === 'queued'} onClick={() => add(subject.chain, subject.alarmId, 'roll-call')}>
              {t('alarm.rollStart')}
            </button>
          )}
        </>
      )}
      {roll && started && card && (
        <>
          <Sum roll={roll} t0={card.t0} />
          <div class="rows">
            {[...roll.items].sort(byNeed).map((c) => (
              <Row key={c.id} c={c} subject={subject} open={open} />
            ))}
          </div>
        </>
      )}
    </Page>
  )
}

export function byNeed(a: RollClass, b: RollClass): number {
  const rank = (c: RollClass) => (c.mine ? 0 : c.unaccounted > 0 ? 1 : c.at === 0 ? 2 : 3)
  return rank(a) - rank(b)
}

export function Sum({ roll, t0 }: { roll: Roll; t0: number }) {
  return (
    <div class={`sum ${roll.fullAt > 0 ? 'full' : roll.unaccounted > 0 ? 'missing' : ''}`} role="status">
      {roll.fullAt > 0 ? <b>{t('ui.talk.rollFull', { time: duration(roll.fullAt - t0) })}</b> : <b>{t('ui.talk.rollMissing', { n: roll.unaccounted })}</b>}
      <span class="num">
        {t('ui.talk.rollOf', { reported: roll.reported, classes: roll.classes })} · {t('ui.talk.rollPresent', { present: roll.present, pupils: roll.pupils })}
      </span>
    </div>
  )
}

function Row({ c, subject, open }: { c: RollClass; subject: Subject; open: boolean }) {
  const waits = lastOf(subject, `roll-call/${c.id}`)?.state === 'queued'
  const state = waits ? t('alarm.notYet') : c.at === 0 ? t('alarm.rollNotYet') : c.unaccounted > 0 ? t('ui.talk.rollMissing', { n: c.unaccounted }) : t('alarm.rollAll', { n: c.present })
  const text = (
    <>
      <span class="grow">
        <b>
          {c.name} {c.mine && <small class="mine">{t('alarm.rollMine')}</small>}
        </b>
        <small class="num">{[t('alarm.rollExpected', { n: c.pupils }), c.teacher, c.at > 0 && `${timeOfDay(c.at)} ${c.byName}`].filter(Boolean).join(' · ')}</small>
        {c.seats.length > 0 && <em class="num">{t('ui.talk.seats', { seats: c.seats.join('、') })}</em>}
      </span>
      <b class={c.unaccounted > 0 ? 'tone bad' : c.at > 0 ? 'tone taken' : 'dim'}>{state}</b>
    </>
  )
  return open ? (
    <a class="row" href={href('alarm', subject.chain, 'class', c.id)}>
      {text}
    </a>
  ) : (
    <div class="row">
      {text}
    </div>
  )
}

/** The report of one class: usually one touch, "everybody is here". */
export function ClassPage({ id, classId }: { id: string; classId: string }) {
  const subject = useSubject(id)
  const c = useRoll(subject)?.items.find((one) => one.id === classId)
  return (
    <Page title={c?.name ?? t('ui.talk.roll')} backTo={['alarm', id, 'roll']}>
      {c ? <Report c={c} key={c.id} send={(body) => (add(subject.chain, subject.alarmId, `roll-call/${c.id}`, body), back('alarm', id, 'roll'))} /> : <div class="skeleton tall" aria-label={t('ui.loading')} />}
    </Page>
  )
}

/** Seat numbers as they are typed: 12、31 or 12 31. */
export function seatsOf(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter(Boolean)
}

export function Report({ c, send }: { c: RollClass; send: (body: Record<string, unknown>) => void }) {
  const [missing, setMissing] = useState(c.at > 0 ? c.unaccounted : 0)
  const [away, setAway] = useState(c.at > 0 ? Math.max(0, c.pupils - c.present - c.unaccounted) : 0)
  const [seats, setSeats] = useState(c.seats.join('、'))
  const [note, setNote] = useState(c.note)
  const present = Math.max(0, c.pupils - missing - away)
  const list = seatsOf(seats)
  // Seats are asked of those who are missing: once nobody is, what stands there does not count.
  const bad = missing > 0 && (list.length > missing || list.some((s) => !/^[0-9A-Za-z-]{1,6}$/.test(s)))
  return (
    <form
      class="form"
      onSubmit={(e) => {
        e.preventDefault()
        if (!bad) send({ present, unaccounted: missing, seats: missing > 0 ? list : [], note: note.trim() })
      }}
    >
      <p class="notice num">{t('alarm.rollExpected', { n: c.pupils })}</p>
      <Stepper label={t('alarm.rollMissingLabel')} value={missing} max={c.pupils - away} set={setMissing} />
      <Stepper label={t('alarm.rollAway')} value={away} max={c.pupils - missing} set={setAway} />
      {missing > 0 && (
        <label class="field">
          {t('alarm.rollSeats')}
          <input value={seats} inputMode="text" autocomplete="off" maxLength={80} onInput={(e) => setSeats(e.currentTarget.value)} />
          {bad && <b role="alert">{t('alarm.rollSeatsBad')}</b>}
        </label>
      )}
      <label class="field">
        {t('alarm.rollNote')}
        <input value={note} autocomplete="off" maxLength={80} onInput={(e) => setNote(e.currentTarget.value)} />
      </label>
      <button class="button main" type="submit" disabled={bad}>
        {missing === 0 ? t('alarm.rollSendAll', { n: present }) : t('alarm.rollSend', { present, missing })}
      </button>
    </form>
  )
}

function Stepper({ label, value, max, set }: { label: string; value: number; max: number; set: (n: number) => void }) {
  return (
    <div class="stepper" role="group" aria-label={label}>
      <span class="grow">{label}</span>
      <button type="button" aria-label={`${label} −1`} disabled={value <= 0} onClick={() => set(value - 1)}>
        −
      </button>
      <output class="num">{value}</output>
      <button type="button" aria-label={`${label} +1`} disabled={value >= max} onClick={() => set(value + 1)}>
        +
      </button>
    </div>
  )
}
