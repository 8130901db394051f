import { useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { Page } from '../../shell/Page'
import { back } from '../../shell/route'
import { act, overruled, useDrill, type Class } from './drills'
import { Overruled } from './Overruled'
import './drill.css'

/** How many of a class are here, and how many nobody has found. */
export function DrillClassPage({ id, classId }: { id: string; classId: string }) {
  const { drill } = useDrill(id)
  const c = drill?.roll.find((one) => one.id === classId)
  if (drill && overruled(drill)) return <Overruled drill={drill} />
  return (
    <Page title={c?.name ?? t('drill.title')} backTo={['drills', id]}>
      <p class="striped wide">{t('drill.stripe')}</p>
      {c ? <Count key={c.id} c={c} send={(body) => (act(id, `classes/${c.id}`, body), back('drills', id))} /> : <div class="skeleton tall" aria-label={t('ui.loading')} />}
    </Page>
  )
}

function Count({ c, send }: { c: Class; send: (body: Record<string, unknown>) => void }) {
  const [missing, setMissing] = useState(c.saidAt > 0 ? c.missing : 0)
  const [away, setAway] = useState(c.saidAt > 0 ? Math.max(0, c.pupils - c.present - c.missing) : 0)
  const [note, setNote] = useState(c.note)
  const present = Math.max(0, c.pupils - missing - away)
  return (
    <form class="form" onSubmit={(e) => (e.preventDefault(), send({ present, missing, note: note.trim() }))}>
      <p class="notice num">{t('drill.expected', { n: c.pupils })}</p>
      <Stepper label={t('drill.missing')} value={missing} max={c.pupils - away} set={setMissing} />
      <Stepper label={t('drill.away')} value={away} max={c.pupils - missing} set={setAway} />
      <label class="field">
        {t('drill.note')}
        <input value={note} autocomplete="off" maxLength={80} onInput={(e) => setNote(e.currentTarget.value)} />
      </label>
      <button class="button main" type="submit">
        {missing === 0 ? t('drill.sendAll', { n: present }) : t('drill.send', { present, missing })}
      </button>
    </form>
  )
}

function Stepper({ label, value, max, set }: { label: string; value: number; max: number; set: (n: number) => void }) {
  return (
    <div class="stepper" role="group" aria-label={label}>
      <span class="grow">{label}</span>
      <button type="button" aria-label={`${label} −1`} disabled={value <= 0} onClick={() => set(value - 1)}>
        −
      </button>
      <output class="num">{value}</output>
      <button type="button" aria-label={`${label} +1`} disabled={value >= max} onClick={() => set(value + 1)}>
        +
      </button>
    </div>
  )
}

/** The end of a drill; with somebody missing it asks why. */
export function DrillStopPage({ id }: { id: string }) {
  const { drill } = useDrill(id)
  const [note, setNote] = useState('')
  if (drill && overruled(drill)) return <Overruled drill={drill} />
  const asks = drill !== undefined && drill.form === 'actual' && drill.fullAt === 0
  return (
    <Page title={t('drill.stop')} backTo={['drills', id]}>
      <p class="striped wide">{t('drill.stripe')}</p>
      {drill && drill.form === 'actual' && (
        <p class="notice num">{`${t('drill.sum', { n: drill.arrived, of: drill.classes })} · ${t('drill.people', { n: drill.present, of: drill.pupils })}`}</p>
      )}
      <form class="form" onSubmit={(e) => (e.preventDefault(), act(id, 'stop', { note: note.trim() }), back('drills', id))}>
        {asks && (
          <label class="field">
            {t('drill.stopNote')}
            <input value={note} autocomplete="off" maxLength={300} onInput={(e) => setNote(e.currentTarget.value)} />
            <small>{t('drill.stopHint')}</small>
          </label>
        )}
        <button class="button main" type="submit" disabled={asks && note.trim() === ''}>
          {t('drill.stopSend')}
        </button>
      </form>
    </Page>
  )
}
