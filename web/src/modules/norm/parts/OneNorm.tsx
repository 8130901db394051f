import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton, Space } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { FactList } from '../../../ui/FactList'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { EndForm } from './EndForm'
import { History } from './History'
import { MarkTag } from './MarkTag'
import { Resolver } from './Resolver'
import { showScope, showValidity, showValue, type Param, type Version } from './value'

interface Props {
  norm: string
  version: string
  change: (what: { param: Param; from?: Version }) => void
}

/** One parameter: the rule of the chosen row, what holds at a place, and the history. */
export function OneNorm({ norm, version, change }: Props) {
  const cache = useQueryClient()
  const [ending, setEnding] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['norm', 'one', norm],
    queryFn: () => must(api.GET('/api/v1/norms/{key}', { params: { path: { key: norm } } })),
  })
  const chosen = data?.versions.find((v) => v.id === version)
  const mayEdit = useCan('norm.edit')
  const mayEditHere = useCan('norm.edit', chosen?.path ?? '/')
  if (!data) return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <div className="norm-one">
      <code className="dim norm-key">{data.key}</code>
      {chosen && (
        <FactList
          facts={[
            { label: t('norm.value'), value: <strong>{showValue(data, chosen.value)}</strong>, wide: data.kind === 'steps' },
            { label: t('norm.strictness'), value: t(`norm.strictLong.${chosen.strictness}`) },
            { label: t('norm.scope'), value: chosen.level === 'nation' ? showScope(chosen) : `${showScope(chosen)}（${t(`norm.level.${chosen.level}`)}）` },
            { label: t('norm.validity'), value: showValidity(chosen) },
            { label: t('norm.basis'), value: [chosen.basis, chosen.clause].filter(Boolean).join(' ') },
            { label: t('norm.mark'), value: <MarkTag mark={chosen.mark} /> },
            ...(chosen.note ? [{ label: t('norm.note'), value: chosen.note, wide: true }] : []),
          ]}
        />
      )}
      {mayEdit && (
        <Space className="norm-acts">
          <Button type="primary" onClick={() => change(chosen ? { param: data, from: chosen } : { param: data })}>
            {t('norm.change')}
          </Button>
          {chosen && mayEditHere && chosen.level !== 'nation' && chosen.state === 'valid' && <Button onClick={() => setEnding(true)}>{t('norm.end')}</Button>}
        </Space>
      )}
      <Resolver param={data} />
      <History param={data} versions={data.versions} chosen={version} />
      {ending && chosen && (
        <EndForm
          version={chosen}
          close={() => setEnding(false)}
          saved={() => {
            setEnding(false)
            void cache.invalidateQueries({ queryKey: ['norm'] })
          }}
        />
      )}
    </div>
  )
}
