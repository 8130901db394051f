// The few words that a step needs, in place: no dialog over the alarm.
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'
import { t } from '../../ui/i18n'
import type { AlarmCard, Detail } from '../model/card'
import type { Said } from '../wire'

export interface Common {
  busy: boolean
  onCancel: () => void
}

interface ShellProps extends Common {
  /** What is wrong with what was typed; "" when it can be sent. */
  check: () => string
  send: () => void
  submit: string
  danger?: boolean
  children: ReactNode
}

export function Shell({ check, send, submit, danger, busy, onCancel, children }: ShellProps) {
  const form = useRef<HTMLFormElement>(null)
  const [wrong, setWrong] = useState('')
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [])
  const go = (event?: FormEvent) => {
    event?.preventDefault()
    if (busy) return
    const found = check()
    setWrong(found)
    if (!found) send()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onCancel()
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) go()
  }
  return (
    <form ref={form} className="inline" onSubmit={go} onChange={() => setWrong('')} onKeyDown={onKey} noValidate>
      {children}
      {wrong && (
        <p className="said said-failed" role="alert">
          {wrong}
        </p>
      )}
      <div className="row-of">
        <button type="submit" className={danger ? 'btn btn-danger' : 'btn btn-primary'} aria-disabled={busy}>
          {busy ? t('desk.form.sending') : submit}
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          {t('ui.cancel')}
        </button>
      </div>
    </form>
  )
}

export function Field({ label, value, onChange, long, first, type = 'text', list }: { label: string; value: string; onChange: (v: string) => void; long?: boolean; first?: boolean; type?: string; list?: string[] }) {
  const id = useId()
  const common = { id, className: 'field', value, 'data-first': first || undefined }
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      {long ? (
        <textarea {...common} rows={2} maxLength={500} onChange={(e) => onChange(e.target.value)} />
      ) : (
        <input {...common} type={type} maxLength={type === 'tel' ? 30 : 60} list={list && `${id}-list`} autoComplete="off" onChange={(e) => onChange(e.target.value)} />
      )}
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </div>
  )
}

/** The station that covers the school stands first among its contacts of the police. */
export function DispatchForm({ detail, busy, onCancel, send }: Common & { card: AlarmCard; detail: Detail | undefined; send: (said: Said) => void }) {
  const units = (detail?.contacts ?? []).filter((c) => c.role.startsWith('police'))
  const best = units.find((c) => c.role === 'police_station') ?? units[0]
  // Until something is typed the form follows the story, which may come after it was opened.
  const [typed, setTyped] = useState<{ unit?: string; phone?: string }>({})
  const [note, setNote] = useState('')
  const unit = typed.unit ?? best?.name ?? ''
  const phone = typed.phone ?? units.find((c) => c.name === unit)?.phone ?? ''
  return (
    <Shell
      check={() => (unit.trim() ? '' : t('desk.form.unitNeeded'))}
      send={() => send({ unit: unit.trim(), phone: phone.trim(), note: note.trim() })}
      submit={t('desk.form.dispatch')}
      busy={busy}
      onCancel={onCancel}
    >
      <Field label={t('desk.form.unit')} value={unit} onChange={(v) => setTyped({ ...typed, unit: v })} first list={units.map((c) => c.name)} />
      <Field label={t('desk.form.phone')} value={phone} onChange={(v) => setTyped({ ...typed, phone: v })} type="tel" />
      <Field label={t('desk.form.note')} value={note} onChange={setNote} long />
    </Shell>
  )
}

export function ResolveForm({ busy, onCancel, send }: Common & { send: (said: Said) => void }) {
  const [note, setNote] = useState('')
  return (
    <Shell check={() => ''} send={() => send({ note: note.trim() })} submit={t('desk.form.resolve')} busy={busy} onCancel={onCancel}>
      <Field label={t('desk.form.note')} value={note} onChange={setNote} long first />
    </Shell>
  )
}

const reasons = ['mistouch', 'equipment', 'test_unregistered', 'misjudged', 'other'] as const

export function FalseForm({ busy, onCancel, send }: Common & { send: (said: Said) => void }) {
  const [reason, setReason] = useState('')
  const [note, setNote] = useState('')
  const check = () => {
    if (!reason) return t('desk.form.reasonNeeded')
    return reason === 'other' && !note.trim() ? t('desk.form.reasonNoteNeeded') : ''
  }
  return (
    <Shell check={check} send={() => send({ reason, note: note.trim() })} submit={t('desk.form.false')} danger busy={busy} onCancel={onCancel}>
      <p className="dim">{t('desk.form.falseHint')}</p>
      <fieldset className="reasons">
        <legend>{t('desk.form.reason')}</legend>
        {reasons.map((r, i) => (
          <label key={r}>
            <input type="radio" name="reason" value={r} checked={reason === r} data-first={i === 0 || undefined} onChange={() => setReason(r)} /> {t(`desk.reason.${r}`)}
          </label>
        ))}
      </fieldset>
      <Field label={t('desk.form.reasonNote')} value={note} onChange={setNote} long />
    </Shell>
  )
}

export function NoteForm({ busy, onCancel, send }: Common & { send: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <Shell check={() => (text.trim() ? '' : t('desk.form.noteEmpty'))} send={() => send(text.trim())} submit={t('desk.form.add')} busy={busy} onCancel={onCancel}>
      <Field label={t('desk.form.noteNeeded')} value={text} onChange={setText} long first />
    </Shell>
  )
}
