import { useId, useState, type FormEvent } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import { logIn, sendTotp } from '../wire'

/** Login and password, then the one-time code where the role asks for one. */
export function LogInForm({ go, onDone }: { go: string; onDone: () => Promise<void> }) {
  const [step, setStep] = useState<'password' | 'totp' | 'totp_setup'>('password')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  const ids = { login: useId(), password: useId(), code: useId() }

  async function send(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    if (step === 'password' && (!login.trim() || !password)) return setFailed(t('desk.logIn.fillAll'))
    setBusy(true)
    setFailed('')
    try {
      if (step === 'totp') await sendTotp(code.trim())
      const next = step === 'totp' ? 'done' : await logIn(login.trim(), password)
      if (next === 'done') await onDone()
      else setStep(next)
    } catch (e) {
      setFailed(tError(problemOf(e)))
      setCode('')
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="log-in" onSubmit={(e) => void send(e)} noValidate>
      {step === 'password' && (
        <>
          <div className="labelled">
            <label htmlFor={ids.login}>{t('desk.logIn.login')}</label>
            <input id={ids.login} className="field" autoComplete="username" autoFocus value={login} onChange={(e) => setLogin(e.target.value)} />
          </div>
          <div className="labelled">
            <label htmlFor={ids.password}>{t('desk.logIn.password')}</label>
            <input id={ids.password} className="field" type="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />
          </div>
        </>
      )}
      {step === 'totp' && (
        <div className="labelled">
          <label htmlFor={ids.code}>{t('desk.logIn.code')}</label>
          <input id={ids.code} className="field num" inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus value={code} onChange={(e) => setCode(e.target.value)} />
          <p className="dim">{t('desk.logIn.codeHint')}</p>
        </div>
      )}
      {step === 'totp_setup' && (
        <p role="alert">
          {t('desk.logIn.setup')} <a href="/login?from=%2Fdesk">{t('desk.toOffice')}</a>
        </p>
      )}
      {failed && (
        <p className="said said-failed" role="alert">
          {failed}
        </p>
      )}
      <div className="row-of">
        {step !== 'totp_setup' && (
          <button type="submit" className="btn btn-primary" aria-disabled={busy}>
            {step === 'totp' ? t('desk.logIn.verify') : go}
          </button>
        )}
        {step !== 'password' && (
          <button type="button" className="btn" onClick={() => setStep('password')}>
            {t('desk.logIn.back')}
          </button>
        )}
      </div>
    </form>
  )
}
