import { useState } from 'preact/hooks'
import { api } from '../../api/client'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n/core'
import { ask } from '../ask'
import { Page } from '../shell/Page'
import { href } from '../shell/route'
import { PinPad } from './PinPad'

/** Somebody's own phone: account and password, and the one-time code where the account needs one. */
export function PasswordForm({ done }: { done: () => Promise<void> }) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [step, setStep] = useState<'password' | 'totp'>('password')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)

  async function send(event: Event) {
    event.preventDefault()
    setBusy(true)
    setFailed('')
    try {
      const said = await ask<{ step?: string } | undefined>((signal) => api.POST('/api/v1/auth/login', { signal, body: { login: login.trim(), password } }))
      if (said?.step === 'totp') setStep('totp')
      else if (said?.step === 'totp_setup') setFailed(t('phone.login.setUpElsewhere'))
      else await done()
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  if (step === 'totp') {
    return (
      <PinPad
        title={t('phone.login.titleCode')}
        hint={t('phone.login.codeHint')}
        back={() => setStep('password')}
        send={(code) => ask((signal) => api.POST('/api/v1/auth/totp', { signal, body: { code } })).then(done)}
      />
    )
  }
  return (
    <Page title={t('phone.login.titlePassword')} backTo={[]}>
      <form class="form" onSubmit={(e) => void send(e)}>
        <label>
          {t('phone.login.account')}
          <input value={login} onInput={(e) => setLogin(e.currentTarget.value)} autocomplete="username" autocapitalize="none" autocorrect="off" required />
        </label>
        <label>
          {t('phone.login.password')}
          <input type="password" value={password} onInput={(e) => setPassword(e.currentTarget.value)} autocomplete="current-password" required />
        </label>
        <p class="failed" role="alert">
          {failed}
        </p>
        <button class="button main" type="submit" disabled={busy}>
          {t('phone.logIn')}
        </button>
      </form>
      <a class="button plain" href={href('login', 'pair')}>
        {t('phone.login.pairThis')}
      </a>
    </Page>
  )
}
