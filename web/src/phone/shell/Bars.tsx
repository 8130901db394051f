import { t, tError } from '../../ui/i18n/core'
import { ahead } from '../clock'
import { outbox, useOutbox } from '../outbox'
import { useSession } from '../session/session'
import { go, href } from './route'

/** What a guard must know whatever the page: unsent things, refusals, an expired log-in, a wrong clock. */
export function Bars({ here }: { here: string | undefined }) {
  const items = useOutbox()
  const session = useSession()
  const unsent = items.filter((i) => i.state === 'queued')
  const refused = items.filter((i) => i.state === 'refused')
  // A thing on its way for the first time is not "unsent" yet.
  const stuck = unsent.filter((i) => i.tries > 0)
  return (
    <div class="bars" aria-live="polite">
      {stuck.length > 0 && here !== 'alarm' && (
        <div class="bar bad">
          <b>{t('phone.unsent', { n: unsent.length })}</b>
          <span>
            {stuck.some((i) => i.why === 'login') ? t('phone.unsentLogin') : t('phone.unsentRetry', { n: Math.max(...stuck.map((i) => i.tries)) })}
          </span>
        </div>
      )}
      {refused.map((i) => (
        <div class="bar bad" key={i.id} role="alert">
          <span class="grow">
            <b>{t('phone.refusedTitle')}</b> {tError({ code: i.refusal!.code, params: i.refusal!.params })}
          </span>
          <button
            onClick={() => {
              void outbox.dismiss(i.id)
              if (i.id === i.chain && here === 'alarm') go()
            }}
          >{t('phone.dismiss')}</button>
        </div>
      ))}
      {session.state === 'out' && here !== 'login' && (
        <a class="bar warn" href={href('login')}>
          <span class="grow">{t('phone.loginAgain')}</span>
          <b>{t('phone.logIn')}</b>
        </a>
      )}
      {session.state === 'device' && here === undefined && (
        <a class="bar warn" href={href('login')}>
          <span class="grow">{t('phone.deviceOnly')}</span>
          <b>{t('phone.logIn')}</b>
        </a>
      )}
      <WrongClock />
    </div>
  )
}

function WrongClock() {
  const off = ahead()
  const minutes = Math.round(Math.abs(off) / 60_000)
  if (minutes < 2) return null
  const time = minutes < 90 ? t('phone.minutes', { n: minutes }) : t('phone.hours', { n: Math.round(minutes / 60) })
  return <div class="bar warn">{t('phone.clockOff', { way: t(off > 0 ? 'phone.fast' : 'phone.slow'), time })}</div>
}
