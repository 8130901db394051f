import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, must } from '../api/client'
import { problemOf } from '../api/problem'
import { t, tError } from './i18n'

interface School {
  id: string
  name: string
  countyName?: string
}

interface Props {
  id?: string
  /** A school id; "" is none. As a `Form.Item` child both come from the form. */
  value?: string
  onChange?: (id: string) => void
  /** The chosen school's name where it is known already, so that it need not be asked for. */
  name?: string
  label?: string
}

/** Finds a school by name or code among those the person may see. */
export function SchoolPicker({ id, value, onChange, name, label }: Props) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['schools', 'pick', q],
    queryFn: async () => ((await must(api.GET('/api/v1/schools', { params: { query: { q, limit: 20 } } }))) as { items: School[] | null }).items ?? [],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const chosen = useQuery({
    queryKey: ['schools', 'name', value],
    queryFn: async () => (await must(api.GET('/api/v1/schools/{id}', { params: { path: { id: value ?? '' } } }))) as School,
    enabled: Boolean(value) && !name && !found.data?.some((s) => s.id === value),
    staleTime: Infinity,
  })

  const schools = found.data ?? []
  const options = schools.map((s) => ({ value: s.id, label: s.name, county: s.countyName }))
  if (value && !schools.some((s) => s.id === value)) options.unshift({ value, label: name ?? chosen.data?.name ?? '…', county: undefined })

  return (
    <Select
      id={id}
      aria-label={label ?? t('ui.pickSchool')}
      placeholder={t('ui.pickSchoolHint')}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v ?? '')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={found.isFetching}
      options={options}
      optionRender={(option) => (
        <>
          {option.data.label} <span className="dim">{option.data.county}</span>
        </>
      )}
      notFoundContent={found.error ? tError(problemOf(found.error)) : found.isPending ? t('ui.loading') : t('ui.noMatch')}
      style={{ width: '100%', minWidth: 220 }}
    />
  )
}
