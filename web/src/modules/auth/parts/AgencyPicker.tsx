import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'

/** Finds an agency by name; `name` is that of the chosen one where it is known. As a `Form.Item` child the rest comes from the form. */
export function AgencyPicker({ id, value, onChange, name }: { id?: string; value?: string; onChange?: (id: string) => void; name?: string }) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['agencies', 'pick', q],
    queryFn: () => must(api.GET('/api/v1/agencies', { params: { query: { q, limit: 20 } } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const options = (found.data?.items ?? []).map((a) => ({ value: a.id, label: a.name }))
  if (value && name && !options.some((o) => o.value === value)) options.unshift({ value, label: name })
  return (
    <Select
      id={id}
      aria-label={t('auth.people.agency')}
      placeholder={t('auth.people.agencyHint')}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v ?? '')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={found.isFetching}
      options={options}
      notFoundContent={found.error ? tError(problemOf(found.error)) : found.isPending ? t('ui.loading') : t('ui.noMatch')}
    />
  )
}
