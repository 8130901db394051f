import { useState } from 'preact/hooks'
import { api } from '../../api/client'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n/core'
import { ask } from '../ask'
import { Page } from '../shell/Page'
import { go } from '../shell/route'
import { refreshSession } from './session'

/** Makes this phone the phone of a gatehouse: guards then log in by name and code. */
export function PairForm() {
  const [code, setCode] = useState('')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)

  async function send(event: Event) {
    event.preventDefault()
    setBusy(true)
    setFailed('')
    try {
      const device = await ask<{ kind?: string } | undefined>((signal) => api.POST('/api/v1/auth/device/pair', { signal, body: { code: code.replace(/\s/g, '').toUpperCase() } }))
      // Not a phone: its page is another.
      if (device?.kind === 'siren') return location.assign('/siren')
      await refreshSession()
      go('login')
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page title={t('phone.login.titlePair')} backTo={['login', 'password']}>
      <form class="form" onSubmit={(e) => void send(e)}>
        <p class="dim">{t('phone.login.pairHint')}</p>
        <label>
          {t('phone.login.pairCode')}
          <input class="code" value={code} onInput={(e) => setCode(e.currentTarget.value)} autocomplete="off" autocapitalize="characters" required />
        </label>
        <p class="failed" role="alert">
          {failed}
        </p>
        <button class="button main" type="submit" disabled={busy}>
          {t('phone.login.pair')}
        </button>
      </form>
    </Page>
  )
}
