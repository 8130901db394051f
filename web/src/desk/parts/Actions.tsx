import { useState } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { isClosed, nextOf, verbs, type AlarmCard, type Detail, type Hand, type Verb } from '../model/card'
import { chargeOf } from '../model/charge'
import { Acks, Charge } from './Charge'
import { DispatchForm, FalseForm, NoteForm, ResolveForm } from './forms'
import { HandForm, TakeForm } from './HandForms'
import { useAct } from './useAct'

/** Verbs that need a word or two first; the others act at once. */
const withForm: readonly string[] = ['dispatch', 'resolve', 'false-alarm', 'note', 'take', 'hand-over']

/** One big next step, and small ones beside it. */
export function Actions({ card, detail }: { card: AlarmCard; detail: Detail | undefined }) {
  const act = useAct(card)
  const { armed } = act
  const [open, setOpen] = useState<{ verb: string; state: string }>()
  // What may be done comes with the story; it counts only if it is of the state that is shown.
  const told = detail && detail.alarm.state === card.state ? detail.next : undefined
  const may = verbs.filter((v) => (told ? told.includes(v) : nextOf[card.state].includes(v) && desk.may(v)))
  const main = may.find((v) => v === (told ?? nextOf[card.state])[0] && v !== 'false-alarm')
  const others = may.filter((v) => v !== main)
  const charge = chargeOf(card, desk.me.get()?.person.id)
  const hands: Hand[] = !desk.may('accept') || isClosed(card) || charge === 'nobody' ? [] : charge === 'me' ? ['hand-over'] : ['take', 'hand-over']
  // A form outlives its step only for what fits every step.
  const fits = open && (open.state === card.state || open.verb === 'note' || hands.includes(open.verb as Hand))
  const form = fits ? open.verb : undefined

  function press(verb: Verb | Hand | 'note') {
    act.forget()
    if (withForm.includes(verb)) setOpen(form === verb ? undefined : { verb, state: card.state })
    else void act.run(verb as Verb)
  }
  const close = () => setOpen(undefined)
  const done = (ok: boolean) => {
    if (ok) close()
  }

  return (
    <div className="actions">
      <Charge card={card} />
      {act.message && (
        <p className={act.message.failed ? 'said said-failed' : 'said'} role="alert">
          {act.message.text}
          {act.message.requestId && <span className="dim num"> {t('ui.requestId', { id: act.message.requestId })}</span>}
        </p>
      )}
      {main && form !== main && (
        <button
          type="button"
          className={`next next-${main}`}
          data-key="next"
          data-verb={main}
          aria-disabled={!armed || act.busy}
          onClick={() => armed && !act.busy && press(main)}
        >
          <span className="next-word">{act.busy ? t('desk.form.sending') : t(`desk.verb.${main}`)}</span>
          <span className="next-hint">{main in hints ? t(`desk.verbHint.${main as keyof typeof hints}`) : ''}</span>
          <kbd>A</kbd>
        </button>
      )}
      {form === 'dispatch' && <DispatchForm card={card} detail={detail} busy={act.busy} onCancel={close} send={(s) => void act.run('dispatch', s).then(done)} />}
      {form === 'resolve' && <ResolveForm busy={act.busy} onCancel={close} send={(s) => void act.run('resolve', s).then(done)} />}
      {form === 'false-alarm' && <FalseForm busy={act.busy} onCancel={close} send={(s) => void act.run('false-alarm', s).then(done)} />}
      {form === 'note' && <NoteForm busy={act.busy} onCancel={close} send={(text) => void act.note(text).then(done)} />}
      {form === 'take' && <TakeForm card={card} busy={act.busy} onCancel={close} send={() => void act.run('take').then(done)} />}
      {form === 'hand-over' && <HandForm card={card} busy={act.busy} onCancel={close} send={(s) => void act.run('hand-over', s).then(done)} />}
      <div className="row-of others">
        {hands.map((hand) => (
          <button key={hand} type="button" className="btn" data-key={hand} aria-pressed={form === hand} disabled={act.busy} onClick={() => press(hand)}>
            {t(hand === 'take' ? 'desk.room.hand.take' : 'desk.room.hand.hand')} <kbd>{hand === 'take' ? 'T' : 'H'}</kbd>
          </button>
        ))}
        {others.map((verb) => (
          <button key={verb} type="button" className="btn" data-verb={verb} aria-pressed={withForm.includes(verb) ? form === verb : undefined} disabled={act.busy || (!armed && !withForm.includes(verb))} onClick={() => press(verb)}>
            {t(`desk.verb.${verb}`)}
          </button>
        ))}
        {card.level === 'help' && !isClosed(card) && desk.may('note') && (
          <button type="button" className="btn" data-verb="raise-level" disabled={act.busy} onClick={() => void act.raiseLevel()}>
            {t('desk.room.hand.raise')}
          </button>
        )}
        {desk.may('note') && (
          <button type="button" className="btn" data-verb="note" aria-pressed={form === 'note'} onClick={() => press('note')}>
            {t('desk.verb.note')}
          </button>
        )}
      </div>
      <Acks card={card} busy={act.busy} onAck={() => void act.acknowledge()} />
    </div>
  )
}

const hints = { accept: 1, dispatch: 1, arrive: 1, resolve: 1, reset: 1 }
