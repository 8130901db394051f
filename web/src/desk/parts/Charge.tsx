// Who answers for the alarm now, in big words; who of the three agencies knows;
// whom the plan has called and whom it could not.
import { t, tMaybe } from '../../ui/i18n'
import { useNow } from '../../ui/now'
import { timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { isClosed, type AlarmCard, type Call, type Detail } from '../model/card'
import { chargeOf, secondsTo } from '../model/charge'
import { Since } from './Since'

/** Exactly one person, or how long until the next are called. */
export function Charge({ card }: { card: AlarmCard }) {
  const me = useCell(desk.me)?.person.id
  const charge = chargeOf(card, me)
  if (isClosed(card)) return null
  const owner = card.owner
  return (
    <section className={`charge charge-${charge}`} aria-label={t('desk.room.charge.label')} data-charge={charge} data-owner={owner?.id}>
      {charge === 'nobody' ? (
        <>
          <p className="charge-who">{card.step > 0 ? t('desk.room.charge.calling', { n: card.step }) : t('desk.room.charge.nobody')}</p>
          <p className="charge-next">
            <Countdown at={card.nextStepAt} />
            {owner && <span className="dim"> {t('desk.room.charge.first', { who: whoOf(owner) })}</span>}
          </p>
        </>
      ) : (
        <>
          <p className="charge-who">{charge === 'me' ? t('desk.room.charge.me') : t('desk.room.charge.other', { who: owner ? whoOf(owner) : '' })}</p>
          {owner && owner.since > 0 && (
            <p className="charge-next dim">
              {t('desk.room.charge.since')} <Since at={owner.since} />
            </p>
          )}
        </>
      )}
    </section>
  )
}

export function whoOf(person: { name: string; unit: string }): string {
  return person.unit ? t('desk.room.charge.who', { name: person.name, unit: person.unit }) : person.name
}

/** 12 秒后升级: counts down by the server's clock. */
export function Countdown({ at }: { at: number }) {
  const now = useNow()
  if (!at) return <span>{t('desk.room.charge.last')}</span>
  const left = secondsTo(at, now)
  return <span className="num">{left > 0 ? t('desk.room.charge.next', { n: left }) : t('desk.room.charge.due')}</span>
}

/** Each agency for itself, with the time; who has not is the news. */
export function Acks({ card, busy, onAck }: { card: AlarmCard; busy: boolean; onAck: () => void }) {
  const mine = desk.agency()
  const open = card.acks.find((ack) => ack.agency === mine)?.at === 0 && !isClosed(card)
  if (card.acks.length === 0) return null
  return (
    <section aria-label={t('desk.room.acks.label')}>
      <ul className="acks">
        {card.acks.map((ack) => (
          <li key={ack.agency} className={ack.at ? 'is-known' : isClosed(card) ? '' : 'is-unknown'} data-agency={ack.agency} data-known={ack.at > 0}>
            <span className="acks-who">{t(`desk.room.agency.${ack.agency}`)}</span>
            {ack.at ? (
              <span>
                <span className="num">{timeOfDay(ack.at)}</span> <span className="dim">{ack.name}</span>
              </span>
            ) : (
              <strong>{t('desk.room.acks.none')}</strong>
            )}
          </li>
        ))}
      </ul>
      {open && card.state !== 'waiting' && (
        <button type="button" className="btn btn-small" disabled={busy} onClick={onAck}>
          {t('desk.room.acks.mine')}
        </button>
      )}
    </section>
  )
}

const postName = (post: string) => tMaybe(`desk.room.post.${post}`) ?? post

/** The steps of the plan: called, passed over and why, and what is still to come. */
export function Calls({ detail }: { detail: Detail | undefined }) {
  const calls = detail?.calls ?? []
  if (calls.length === 0) return null
  return (
    <>
      <h3>{t('desk.room.calls.title')}</h3>
      <ol className="calls">
        {calls.map((call) => (
          <li key={call.seq} className={`call call-${call.state}`} data-call={call.state}>
            <span className="call-head">
              <strong>{t('desk.room.calls.step', { n: call.seq })}</strong>
              <span className="num dim">{timeOfDay(call.doneAt || call.dueAt)}</span>
              <span className="call-state">{tMaybe(`desk.room.calls.state.${call.state}`) ?? call.state}</span>
            </span>
            <CallLines call={call} />
          </li>
        ))}
      </ol>
    </>
  )
}

function CallLines({ call }: { call: Call }) {
  const called = call.people.map((p) => `${p.name}（${postName(p.post)}）`)
  if (call.shared > 0) called.push(t('desk.room.calls.shared', { n: call.shared }))
  return (
    <>
      {called.length > 0 && <span className="call-line">{called.join('、')}</span>}
      {call.skipped.length > 0 && <span className="call-line call-skipped">{skippedWords(call.skipped)}</span>}
    </>
  )
}

function skippedWords(skipped: Call['skipped']): string {
  const one = (s: Call['skipped'][number]) => `${postName(s.post)}（${tMaybe(`desk.room.calls.reason.${s.reason}`) ?? s.reason}）`
  return t('desk.room.calls.skipped') + skipped.map(one).join('、')
}

/** What the story says of a step: how many were called, and which posts were passed over and why. */
export function stepWords(data: Record<string, unknown>): string {
  const { people, shared, skipped } = data as Partial<Call>
  const said = []
  if (people?.length) said.push(t('desk.room.calls.people', { n: people.length }))
  if (shared) said.push(t('desk.room.calls.shared', { n: shared }))
  if (skipped?.length) said.push(skippedWords(skipped))
  return said.join(' · ')
}
