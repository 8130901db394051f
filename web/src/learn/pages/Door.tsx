// Class code, seat and PIN; the first time the start code of the slip, and a PIN of
// one's own, twice. Digits come up as digits on a telephone.
import { useEffect, useState } from 'preact/hooks'
import { problemOf, type ApiProblem } from '../../api/problem'
import { t, tError, tField } from '../../ui/i18n/core'
import { learn } from '../learn'
import { slip } from '../steps'

const given = slip(location.search, location.hash)

export function Door() {
  const [code, setCode] = useState(given.code || learn.memory.code())
  const [seat, setSeat] = useState(given.seat)
  const [start, setStart] = useState(given.start)
  const [first, setFirst] = useState(given.start !== '')
  const [name, setName] = useState('') // whose start code it is, once it is proven
  const [pin, setPin] = useState('')
  const [twice, setTwice] = useState('')
  const [room, setRoom] = useState('')
  const [problem, setProblem] = useState<ApiProblem>()
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    if (code.trim().length < 6) return setRoom('')
    learn.findClass(code).then((r) => setRoom(`${r.schoolName} ${r.className}`), () => setRoom(''))
  }, [code])

  const act = (does: () => Promise<void>) => async (e: Event) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    try {
      await does()
    } catch (x) {
      setProblem(problemOf(x))
    }
    setBusy(false)
  }
  const logIn = act(() => learn.logIn(code, Number(seat), pin))
  const prove = act(async () => setName((await learn.begin(code, Number(seat), start)).name))
  const choose = act(async () => {
    if (pin !== twice) return
    await learn.begin(code, Number(seat), start, pin)
  })
  const said = problem && <p class="bad" role="alert">{problem.fields[0] ? tField(problem.fields[0]) : tError(problem)}</p>

  if (name) {
    return (
      <form class="card" onSubmit={choose}>
        <h1>{t('learn.hello', { name })}</h1>
        <p class="dim">{room}</p>
        <h2>{t('learn.choose')}</h2>
        <p>{t('learn.chooseHint')}</p>
        <Digits label={t('learn.pin')} value={pin} set={setPin} max={6} secret focus />
        <Digits label={t('learn.again')} value={twice} set={setTwice} max={6} secret />
        {twice.length >= pin.length && twice !== '' && twice !== pin && <p class="bad" role="alert">{t('learn.unlike')}</p>}
        {said}
        <button type="submit" class="big" disabled={busy || pin.length < 4 || pin !== twice}>{t('learn.save')}</button>
        <button type="button" class="plain" onClick={() => { setName(''); setPin(''); setTwice(''); setStart('') }}>{t('learn.notMe')}</button>
      </form>
    )
  }
  return (
    <form class="card" onSubmit={first ? prove : logIn}>
      <h1>{t('learn.who')}</h1>
      <label class="field">
        <span>{t('learn.code')}</span>
        <input value={code} maxLength={8} autoCapitalize="characters" autoComplete="off" spellcheck={false} required
          onInput={(e) => setCode(e.currentTarget.value.toUpperCase())} />
        <small>{room || t('learn.codeHint')}</small>
      </label>
      <Digits label={t('learn.seat')} value={seat} set={setSeat} max={3} />
      {first ? (
        <Digits label={t('learn.start')} hint={t('learn.startHint')} value={start} set={setStart} max={8} />
      ) : (
        <Digits label={t('learn.pin')} hint={t('learn.pinHint')} value={pin} set={setPin} max={6} secret />
      )}
      {said}
      <button type="submit" class="big" disabled={busy || !seat || (first ? start.length < 8 : pin.length < 4)}>{first ? t('learn.next') : t('learn.enter')}</button>
      <button type="button" class="plain" onClick={() => { setFirst(!first); setProblem(undefined) }}>{first ? t('learn.known') : t('learn.first')}</button>
      <p class="dim">{t('learn.forgot')}</p>
    </form>
  )
}

interface DigitsProps {
  label: string
  hint?: string
  value: string
  set: (v: string) => void
  max: number
  secret?: boolean
  focus?: boolean
}

function Digits({ label, hint, value, set, max, secret, focus }: DigitsProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input {...(secret ? { type: 'password' } : { type: 'text' })} value={value} inputMode="numeric" pattern="[0-9]*" maxLength={max} autoComplete="off" required
        ref={(el) => { if (focus && el && !value) el.focus() }}
        onInput={(e) => { e.currentTarget.value = e.currentTarget.value.replace(/\D/g, ''); set(e.currentTarget.value) }} />
      {hint && <small>{hint}</small>}
    </label>
  )
}
