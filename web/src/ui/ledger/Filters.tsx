import { SearchOutlined } from '@ant-design/icons'
import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { t } from '../i18n'
import type { UrlState } from '../nav'
import type { LedgerFilter } from './types'

interface Props {
  filters: LedgerFilter[]
  url: UrlState
  set: (patch: UrlState) => void
  filtered: boolean
  reset: () => void
}

export function Filters({ filters, url, set, filtered, reset }: Props) {
  return (
    <div className="ledger-filters" role="search" aria-label={t('ui.filters')}>
      {filters.map((f) => (
        <Filter key={f.key} filter={f} url={url} set={set} />
      ))}
      {filtered && (
        <Button type="link" onClick={reset}>
          {t('ui.reset')}
        </Button>
      )}
    </div>
  )
}

function Filter({ filter, url, set }: { filter: LedgerFilter; url: UrlState; set: (patch: UrlState) => void }) {
  const value = url[filter.key] ?? ''
  switch (filter.kind) {
    case 'search':
      // Remounted when the address changes by itself (reset, back), so that it shows what is in force.
      return <Search key={value} label={filter.label} value={value} width={filter.width} set={(v) => set({ [filter.key]: v })} />
    case 'select':
      return (
        <Select
          aria-label={filter.label}
          placeholder={filter.label}
          value={value || undefined}
          onChange={(v: string | undefined) => set({ [filter.key]: v ?? '' })}
          options={filter.options}
          allowClear
          showSearch={filter.options.length > 8 ? { optionFilterProp: 'label' } : false}
          popupMatchSelectWidth={false}
          style={{ width: filter.width ?? 150 }}
        />
      )
    case 'days': {
      const [from, to] = [`${filter.key}From`, `${filter.key}To`]
      return (
        <DatePicker.RangePicker
          aria-label={filter.label}
          allowEmpty={[true, true]}
          placeholder={[t('ui.from', { label: filter.label }), t('ui.to')]}
          value={[url[from] ? dayjs(url[from]) : null, url[to] ? dayjs(url[to]) : null]}
          onChange={(days) => set({ [from]: days?.[0]?.format('YYYY-MM-DD') ?? '', [to]: days?.[1]?.format('YYYY-MM-DD') ?? '' })}
        />
      )
    }
    case 'own':
      return filter.render(value, (v) => set({ [filter.key]: v }))
  }
}

function Search({ label, value, width, set }: { label: string; value: string; width: number | undefined; set: (value: string) => void }) {
  const [text, setText] = useState(value)
  const send = (now: string) => now.trim() !== value && set(now.trim())
  return (
    <Input
      aria-label={label}
      placeholder={label}
      prefix={<SearchOutlined />}
      allowClear
      value={text}
      onChange={(e) => {
        setText(e.target.value)
        // The cross empties it at once; typing waits for Enter or for leaving the field.
        if (e.target.value === '') send('')
      }}
      onPressEnter={() => send(text)}
      onBlur={() => send(text)}
      style={{ width: width ?? 220 }}
    />
  )
}
