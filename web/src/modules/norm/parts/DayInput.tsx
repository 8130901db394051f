import { DatePicker } from 'antd'
import dayjs from 'dayjs'

/** A business day as the register writes it, "" for none. */
export function DayInput({ id, value, onChange }: { id?: string; value?: string; onChange?: (day: string) => void }) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      value={value ? dayjs(value) : null}
      onChange={(d) => onChange?.(d?.format('YYYY-MM-DD') ?? '')}
      style={{ width: '100%' }}
    />
  )
}
