import { Input, InputNumber, Select, Space } from 'antd'
import { t, tMaybe } from '../../../ui/i18n'
import { StepsInput } from './StepsInput'
import type { Kind, Steps } from './value'

interface Props {
  kind: Kind
  unit: string
  id?: string
  value?: unknown
  onChange?: (value: unknown) => void
}

/** Takes a value of the parameter's form; what it hands on is what the server keeps. */
export function ValueInput({ kind, unit, id = '', value, onChange = () => {} }: Props) {
  switch (kind) {
    case 'number':
      return (
        <Space>
          <InputNumber id={id} value={value as number} min={0} onChange={onChange} style={{ width: 160 }} />
          <span className="dim">{tMaybe(`norm.unit.${unit}`, { n: '' })?.trim()}</span>
        </Space>
      )
    case 'duration':
      return <PeriodInput id={id} value={String(value ?? 'P1M')} onChange={onChange} />
    case 'monthday':
      return (
        <Space>
          <Input id={id} value={String(value ?? '')} maxLength={5} onChange={(e) => onChange(e.target.value)} style={{ width: 100 }} />
          <span className="dim">{t('norm.monthDayHint')}</span>
        </Space>
      )
    case 'list':
      return <ListInput id={id} value={(value ?? []) as Item[]} onChange={onChange} />
    case 'steps':
      return <StepsInput value={value as Steps} onChange={onChange} />
  }
}

const units = ['D', 'W', 'M', 'Y'] as const

function PeriodInput({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const [, n = '1', unit = 'M'] = /^P(\d+)([DWMY])$/.exec(value) ?? []
  return (
    <Space>
      <InputNumber id={id} value={Number(n)} min={1} max={999} precision={0} onChange={(v) => onChange(`P${v ?? 1}${unit}`)} style={{ width: 100 }} />
      <Select
        aria-label={t('norm.value')}
        value={unit}
        onChange={(u: string) => onChange(`P${n}${u}`)}
        options={units.map((u) => ({ value: u, label: t(`norm.period.${u}`, { n: '' }).trim() }))}
        style={{ width: 100 }}
      />
    </Space>
  )
}

type Item = string | number

const colours = ['red', 'orange', 'yellow', 'blue'] as const

/** Numbers stay numbers: 30 typed into a list of minutes is not the text "30". */
function ListInput({ id, value, onChange }: { id: string; value: Item[]; onChange: (value: Item[]) => void }) {
  const numbers = value.length > 0 && value.every((v) => typeof v === 'number')
  const typed = (list: string[]) => (numbers && list.every((v) => v.trim() !== '' && Number.isFinite(Number(v))) ? list.map(Number) : list)
  return (
    <Select
      id={id}
      mode="tags"
      value={value.map(String)}
      tokenSeparators={[',', '，', '、']}
      placeholder={t('norm.listHint')}
      onChange={(list: string[]) => onChange(typed(list))}
      options={numbers ? [] : colours.map((c) => ({ value: c, label: t(`norm.word.${c}`) }))}
    />
  )
}
