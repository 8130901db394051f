import { useEffect, useState } from 'preact/hooks'
import { t, tError } from '../../../ui/i18n/core'
import { duration, timeOfDay } from '../../../ui/time'
import { useNow } from '../../clock'
import { useOutbox } from '../../outbox'
import { href } from '../../shell/route'
import type { Subject } from './subject'
import { hopeFor, truthOfCard, truthOfWaiting, type Truth, type Word } from './truth'

// The answer to "how old is what I see": two missed polls.
const staleAfter = 10_000

/** The truth in huge words, and nothing but the truth. */
export function Hero({ subject }: { subject: Subject }) {
  const { item, card, watched } = subject
  const now = useNow()
  // A press from before a reload gets its three seconds anew: this page has only begun to try.
  // Measured by a clock that nobody can set.
  const [since] = useState(() => performance.now())
  const [, again] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => again(true), hopeFor)
    return () => clearTimeout(timer)
  }, [])
  const unsent = useOutbox().filter((i) => i.state === 'queued').length

  if (!card && !item) return <div class="hero over">{watched.trouble === 'gone' ? <h1>{t('alarm.gone')}</h1> : <div class="skeleton tall" aria-label={t('ui.loading')} />}</div>
  const truth: Truth = card ? truthOfCard(card) : truthOfWaiting(item!, since, performance.now(), navigator.onLine === false)
  const stale = card && watched.trouble === 'network' && now - watched.asOf > staleAfter && truth.tone !== 'over'

  const mode = card?.mode ?? (item?.body.mode === 'drill' ? 'drill' : 'real')
  const help = (card?.level ?? item?.body.level) === 'help'

  return (
    <div class={`hero ${truth.tone}`}>
      <div role="status" aria-live="assertive">
        {mode !== 'real' && <span class="striped wide">{t(`alarm.mode.${mode}`)}</span>}
        {help && <span class="level">{t('alarm.helpPress')}</span>}
        <h1 class="word">{t(`alarm.truth.${truth.word}`)}</h1>
      </div>
      {truth.at > 0 && <p class="at num">{timeOfDay(truth.at)}</p>}
      {truth.tone === 'bad' && (
        <a class="button call" href="tel:110">
          {t('phone.call110')}
        </a>
      )}
      <p class="sub">{sub(truth.word, subject, unsent)}</p>
      {truth.word === 'login' && (
        <a class="button on-dark" href={href('login')}>
          {t('phone.logIn')}
        </a>
      )}
      {truth.word === 'received' && <p class="sub num">{t('alarm.sub.waited', { time: duration(Math.max(0, now - card!.t1)) })}</p>}
      {card && watched.trouble === 'login' && <p class="sub">{t('alarm.sub.expired')}</p>}
      {stale && <p class="sub num">{t('alarm.sub.stale', { time: timeOfDay(watched.asOf || truth.at) })}</p>}
    </div>
  )
}

function sub(word: Word, { item, card }: Subject, count: number): string {
  switch (word) {
    case 'cut':
    case 'busy':
      return t('alarm.sub.trying', { n: item?.tries ?? 0, count })
    case 'refused':
      return tError({ code: item?.refusal?.code ?? 'internal', params: item?.refusal?.params })
    case 'accepted':
      return card?.desk?.name ? t('alarm.sub.accepted', { desk: card.desk.name }) : t('alarm.sub.acceptedPlain')
    case 'dispatched':
      return card?.responder?.unit ? t('alarm.sub.dispatched', { unit: card.responder.unit }) : t('alarm.sub.dispatchedPlain')
    default:
      return t(`alarm.sub.${word}`)
  }
}
