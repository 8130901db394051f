import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'

interface Props {
  id?: string
  value?: string[]
  onChange?: (paths: string[]) => void
  /** Names that are known already, by path. */
  names: { path: string; name: string }[]
}

/** Several schools, found by name; what is kept of each is its path. */
export function SchoolPaths({ id, value = [], onChange, names }: Props) {
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<Record<string, string>>(() => Object.fromEntries(names.map((x) => [x.path, x.name])))
  const q = useDeferredValue(typed.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['schools', 'pick', q],
    queryFn: async () => ((await must(api.GET('/api/v1/schools', { params: { query: { q, limit: 20 } } }))) as { items: { id: string; path: string; name: string }[] | null }).items ?? [],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const options = (data ?? []).map((s) => ({ value: s.path, label: s.name }))
  for (const path of value) if (!options.some((o) => o.value === path)) options.unshift({ value: path, label: known[path] ?? '…' })
  return (
    <Select
      mode="multiple"
      {...(id ? { id } : {})}
      aria-label={t('notice.addSchool')}
      placeholder={t('notice.addSchool')}
      value={value}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      options={options}
      onChange={(paths: string[]) => {
        setKnown((k) => ({ ...k, ...Object.fromEntries(options.map((o) => [o.value, o.label])) }))
        onChange?.(paths)
      }}
      style={{ width: '100%' }}
    />
  )
}
