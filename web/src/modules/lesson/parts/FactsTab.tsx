import { Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { t } from '../../../ui/i18n'
import type { Content } from './edit'
import { options } from './words'

interface Props {
  content: Content
  set: (c: Content) => void
}

/** What a lesson is about, how long it takes, and when it counts as passed. */
export function FactsTab({ content: c, set }: Props) {
  const number = (key: 'minutes' | 'minSeconds' | 'draw' | 'pass', label: string, most: number, hint?: string) => (
    <Field label={label} hint={hint}>
      <InputNumber min={0} max={most} precision={0} value={c[key]} onChange={(v) => set({ ...c, [key]: v ?? 0 })} />
    </Field>
  )
  const choice = (key: 'topic' | 'block' | 'stage') => (
    <Field label={t(`lesson.${key}.label`)}>
      <Select aria-label={t(`lesson.${key}.label`)} value={c[key]} options={options(key)} onChange={(v) => set({ ...c, [key]: v } as Content)} />
    </Field>
  )
  return (
    <div className="lesson-facts">
      <Field label={t('lesson.name')} wide>
        <Input maxLength={60} value={c.title} onChange={(e) => set({ ...c, title: e.target.value })} />
      </Field>
      {choice('topic')}
      {choice('block')}
      {choice('stage')}
      {number('minutes', t('lesson.minutesLabel'), 180)}
      {number('minSeconds', t('lesson.minSeconds'), 10800, t('lesson.minSecondsHint'))}
      {number('draw', t('lesson.draw'), c.questions.length, t('lesson.drawHint', { n: c.questions.length }))}
      {number('pass', t('lesson.passed'), c.draw)}
      <Field label={t('lesson.goal')} wide>
        <Input.TextArea autoSize={{ minRows: 2 }} value={c.goal ?? ''} onChange={(e) => set({ ...c, goal: e.target.value })} />
      </Field>
      <Field label={t('lesson.practice')} wide>
        <Input.TextArea autoSize={{ minRows: 2 }} value={c.practice ?? ''} onChange={(e) => set({ ...c, practice: e.target.value })} />
      </Field>
    </div>
  )
}

function Field({ label, hint, wide = false, children }: { label: string; hint?: string | undefined; wide?: boolean; children: ReactNode }) {
  return (
    <label className="lesson-label" data-wide={wide}>
      {label}
      {children}
      {hint && <span className="dim">{hint}</span>}
    </label>
  )
}
