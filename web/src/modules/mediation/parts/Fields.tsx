import { DatePicker, Form, Select } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import { tField } from '../../../ui/i18n'

export const required = [{ required: true, message: tField({ code: 'required' }) }]

interface DayProps {
  id?: string
  value?: string
  onChange?: (day: string) => void
  label?: string
}

/** A business day as text, as a `Form.Item` child. */
export function DayField({ id, value, onChange, label }: DayProps) {
  return <DatePicker id={id} aria-label={label} style={{ width: '100%' }} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d?.format('YYYY-MM-DD') ?? '')} />
}

interface PickProps {
  name: string | (string | number)[]
  label: string
  words: readonly string[]
  word: (code: string) => ReactNode
  many?: boolean
  need?: boolean
  extra?: ReactNode
}

/** One or more of a few codes. */
export function Pick({ name, label, words, word, many = false, need = true, extra }: PickProps) {
  return (
    <Form.Item name={name} label={label} rules={need ? required : []} extra={extra}>
      <Select {...(many && { mode: 'multiple' as const })} allowClear={!need} showSearch={{ optionFilterProp: 'label' }} options={words.map((value) => ({ value, label: word(value) }))} />
    </Form.Item>
  )
}
