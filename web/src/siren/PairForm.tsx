import { useState } from 'preact/hooks'
import { problemOf } from '../api/problem'
import { t, tError } from '../ui/i18n/core'
import type { Phase } from './siren'
import { siren } from './siren'

type Kind = 'gate' | 'phone'

/** Makes this browser the siren of a duty room; also what a revoked one shows. */
export function PairForm({ phase }: { phase: Phase }) {
  const [code, setCode] = useState('')
  const [failed, setFailed] = useState('')
  const [other, setOther] = useState<Kind>()
  const [busy, setBusy] = useState(false)

  async function send(event: Event) {
    event.preventDefault()
    setBusy(true)
    setFailed('')
    try {
      const kind = await siren.pair(code)
      if (kind !== 'siren') setOther(kind as Kind)
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main class="alone" data-phase={phase}>
      {phase === 'revoked' ? (
        <div class="gone" role="alert">
          <h1>{t('siren.pair.revoked')}</h1>
          <p>{t('siren.pair.revokedHint')}</p>
        </div>
      ) : (
        <h1>{t('siren.pair.title')}</h1>
      )}
      {phase === 'other' && !other && <p>{t('siren.pair.otherDevice')}</p>}
      {other && (
        <p role="alert">
          {t('siren.pair.other', { kind: t(`siren.pair.kinds.${other}`) })} <a href="/phone">{t('siren.pair.toPhone')}</a>
        </p>
      )}
      <form onSubmit={(e) => void send(e)}>
        <p class="dim">{t('siren.pair.hint')}</p>
        <label>
          {t('siren.pair.code')}
          <input value={code} onInput={(e) => setCode(e.currentTarget.value)} autocomplete="off" autocapitalize="characters" spellcheck={false} required />
        </label>
        <p class="failed" role="alert">
          {failed}
        </p>
        <button type="submit" class="main" disabled={busy}>
          {t('siren.pair.send')}
        </button>
      </form>
      <p class="dim">{t('siren.disclaimer')}</p>
    </main>
  )
}
