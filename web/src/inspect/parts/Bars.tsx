import { t, tError } from '../../ui/i18n/core'
import { refusals } from '../box/model'
import { ahead } from '../remote'
import { href, useInspect } from '../use'

/** What an inspector must know whatever the page: what has not been sent, and why. */
export function Bars({ at }: { at: string | undefined }) {
  const inspect = useInspect()
  const { n } = inspect.unsent
  const refused = refusals(inspect.all, inspect.owner?.id ?? '').length
  const minutes = Math.round(Math.abs(ahead()) / 60_000)
  return (
    <div class="bars" role="status">
      {inspect.trouble && <p class="bar bad">{t(`inspect.bar.${inspect.trouble}`)}</p>}
      {!window.isSecureContext && <p class="bar bad">{t('inspect.bar.unsafe')}</p>}
      {inspect.problem && inspect.problem.status !== 0 && <p class="bar bad">{tError(inspect.problem)}</p>}
      {inspect.expired && inspect.owner && at !== 'login' && (
        <a class="bar warn" href={href('login')}>
          <span>{t('inspect.bar.login')}</span>
          <b>{t('inspect.bar.logIn')}</b>
        </a>
      )}
      {refused > 0 && at !== 'outbox' && (
        <a class="bar bad" href={href('outbox')}>
          <span>{t('inspect.bar.refused', { n: refused })}</span>
          <b>{t('inspect.bar.look')}</b>
        </a>
      )}
      {n > 0 && at !== 'outbox' && (
        <a class="bar note" href={href('outbox')} data-unsent={n}>
          <span>
            <strong>{t('inspect.bar.unsent', { n })}</strong>
            {inspect.ending === 'network' && !inspect.sending && <> · {t('inspect.bar.offline')}</>}
          </span>
          <b>{t('inspect.bar.look')}</b>
        </a>
      )}
      {minutes >= 2 && <p class="bar warn">{t('inspect.bar.clock', { minutes })}</p>}
    </div>
  )
}
