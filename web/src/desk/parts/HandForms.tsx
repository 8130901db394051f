// From hand to hand: taking an alarm over from a colleague, or giving it to one.
import { useEffect, useState } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import type { AlarmCard } from '../model/card'
import * as wire from '../wire'
import { whoOf } from './Charge'
import { Field, Shell, type Common } from './forms'

/** Names who has it: nobody takes an alarm from a colleague by accident. */
export function TakeForm({ card, busy, onCancel, send }: Common & { card: AlarmCard; send: () => void }) {
  return (
    <Shell check={() => ''} send={send} submit={t('desk.room.hand.takeGo')} busy={busy} onCancel={onCancel}>
      <p data-first tabIndex={-1}>
        {t('desk.room.hand.takeAsk', { who: card.owner ? whoOf(card.owner) : (card.desk?.name ?? '') })}
      </p>
    </Shell>
  )
}

export function HandForm({ card, busy, onCancel, send }: Common & { card: AlarmCard; send: (said: { personId: string; note: string }) => void }) {
  const [people, setPeople] = useState<wire.Colleague[]>()
  const [failed, setFailed] = useState('')
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  useEffect(() => {
    let left = false
    wire.getColleagues(card.id).then(
      (found) => !left && setPeople(found),
      (e: unknown) => !left && setFailed(tError(problemOf(e))),
    )
    return () => {
      left = true
    }
  }, [card.id])
  const holder = card.owner?.id ?? card.desk?.id
  const others = people?.filter((p) => p.id !== holder)
  return (
    <Shell
      check={() => (to ? '' : t('desk.room.hand.toNeeded'))}
      send={() => send({ personId: to, note: note.trim() })}
      submit={t('desk.room.hand.handGo')}
      busy={busy}
      onCancel={onCancel}
    >
      <div className="labelled">
        <label htmlFor="hand-to">{t('desk.room.hand.to')}</label>
        <select id="hand-to" className="field" value={to} data-first onChange={(e) => setTo(e.target.value)}>
          <option value="">{people ? (others?.length ? t('desk.room.hand.choose') : t('desk.room.hand.nobody')) : t('ui.loading')}</option>
          {others?.map((p) => (
            <option key={p.id} value={p.id}>
              {whoOf(p)}
            </option>
          ))}
        </select>
      </div>
      {failed && (
        <p className="said said-failed" role="alert">
          {failed}
        </p>
      )}
      <Field label={t('desk.room.hand.note')} value={note} onChange={setNote} long />
    </Shell>
  )
}
