import { useEffect, useState } from 'preact/hooks'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n/core'
import { Page } from '../shell/Page'

const length = 6
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'clear', '0', 'delete']

/** Six digits on keys a thumb cannot miss; sends itself at the sixth. */
export function PinPad({ title, hint, back, send }: { title: string; hint?: string; back: () => void; send: (pin: string) => Promise<unknown> }) {
  const [pin, setPin] = useState('')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)

  function press(key: string) {
    if (busy) return
    setFailed('')
    setPin((before) => (key === 'clear' ? '' : key === 'delete' ? before.slice(0, -1) : (before + key).slice(0, length)))
  }

  useEffect(() => {
    if (pin.length < length) return
    setBusy(true)
    send(pin)
      .catch((e: unknown) => setFailed(tError(problemOf(e))))
      .finally(() => {
        setPin('')
        setBusy(false)
      })
    // Only the sixth digit sends.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pin])

  useEffect(() => {
    const type = (e: KeyboardEvent) => {
      if (/^\d$/.test(e.key)) press(e.key)
      else if (e.key === 'Backspace') press('delete')
    }
    addEventListener('keydown', type)
    return () => removeEventListener('keydown', type)
  })

  return (
    <Page title={title} onBack={back}>
      {hint && <p class="dim center">{hint}</p>}
      <div class="dots" role="status" aria-label={t('phone.login.digits', { n: pin.length })}>
        {Array.from({ length }, (_, i) => (
          <i class={i < pin.length ? 'on' : ''} key={i} />
        ))}
      </div>
      <p class="failed" role="alert">
        {failed}
      </p>
      <div class="pad">
        {keys.map((key) => (
          <button class={key.length > 1 ? 'word' : ''} key={key} onClick={() => press(key)} disabled={busy}>
            {key === 'clear' ? t('phone.login.clear') : key === 'delete' ? t('phone.login.delete') : key}
          </button>
        ))}
      </div>
    </Page>
  )
}
