import { useState } from 'preact/hooks'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n/core'
import { logIn, sendCode } from '../remote'
import { Head } from '../parts/Head'
import { go, turn, useInspect } from '../use'

/** The log-in. Whoever is known and still in is offered to make way for somebody else. */
export function LoginPage() {
  const inspect = useInspect()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<'password' | 'totp'>('password')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')

  async function send(e: Event): Promise<void> {
    e.preventDefault()
    setBusy(true)
    setFailed('')
    try {
      const next = step === 'totp' ? void (await sendCode(code.trim())) : await logIn(login.trim(), password)
      if (next === 'totp') setStep('totp')
      else if (next === 'totp_setup') setFailed(t('inspect.login.setUp'))
      else {
        await inspect.loggedIn()
        turn()
      }
    } catch (x) {
      setFailed(tError(problemOf(x)))
    } finally {
      setBusy(false)
    }
  }

  if (inspect.owner && !inspect.expired) {
    return (
      <main>
        <Head title={t('inspect.login.leave')} back={[]} />
        <p>{t('inspect.login.as', { name: inspect.owner.name })}</p>
        {inspect.unsent.n > 0 && <p class="note">{t('inspect.login.kept')}</p>}
        <button type="button" class="big" onClick={() => void inspect.leave().then(() => go('login'))}>{t('inspect.login.leave')}</button>
      </main>
    )
  }
  return (
    <main>
      {inspect.owner ? <Head title={t('inspect.login.title')} back={[]} /> : <h1>{t('inspect.login.title')}</h1>}
      <form onSubmit={(e) => void send(e)}>
        {step === 'password' ? (
          <>
            <label>
              {t('inspect.login.account')}
              <input value={login} onInput={(e) => setLogin(e.currentTarget.value)} autocomplete="username" autocapitalize="none" required />
            </label>
            <label>
              {t('inspect.login.password')}
              <input type="password" value={password} onInput={(e) => setPassword(e.currentTarget.value)} autocomplete="current-password" required />
            </label>
          </>
        ) : (
          <label>
            {t('inspect.login.code')}
            <input value={code} onInput={(e) => setCode(e.currentTarget.value)} inputMode="numeric" autocomplete="one-time-code" maxLength={8} required />
          </label>
        )}
        {failed && <p class="bad" role="alert">{failed}</p>}
        <button class="big" type="submit" disabled={busy}>{t('inspect.login.go')}</button>
      </form>
    </main>
  )
}
