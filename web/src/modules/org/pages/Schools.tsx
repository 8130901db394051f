import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger, type LedgerQuery } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { SchoolDetail } from '../parts/SchoolDetail'
import { SchoolForm } from '../parts/SchoolForm'
import { choices, kinds, statusHue, word, type School } from '../parts/words'

export default function Schools() {
  const [adding, setAdding] = useState(false)
  const cache = useQueryClient()
  const mayEdit = useCan('org.edit')
  const mayImport = useCan('org.import')
  const add = mayEdit && (
    <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('org.add')}
    </Button>
  )
  const bring = mayImport && (
    <Button type="primary" icon={<UploadOutlined />} href="/schools/import">
      {t('org.import')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('org.title')} hint={t('org.hint')} actions={<>{add}{bring}</>} />
      <Ledger<School>
        id="schools"
        load={(query) => must(api.GET('/api/v1/schools', { params: { query } }))}
        rowKey={(s) => s.id}
        tabs={{
          key: 'status',
          items: (['', 'active', 'closed', 'merged'] as const).map((value) => ({ value, label: t(`org.tab.${value || 'all'}`) })),
        }}
        filters={[
          { key: 'q', kind: 'search', label: t('org.find'), width: 240 },
          { key: 'county', kind: 'own', label: t('org.col.county'), render: (v, set) => <AreaTree by="code" value={v} onChange={set} label={t('org.col.county')} /> },
          { key: 'kind', kind: 'select', label: t('org.col.kind'), options: choices('kind', kinds) },
          {
            key: 'boarding', kind: 'select', label: t('org.boardingAny'),
            options: [{ value: 'true', label: t('org.boardingYes') }, { value: 'false', label: t('org.boardingNo') }],
          },
        ]}
        columns={[
          { key: 'name', title: t('org.col.name'), sort: true, render: (s) => s.name },
          { key: 'code', title: t('org.col.code'), width: 130, sort: true, render: (s) => <span className="num">{s.code || '—'}</span> },
          { key: 'kind', title: t('org.col.kind'), width: 130, render: (s) => word('kind', s.kind) },
          { key: 'county', title: t('org.col.county'), width: 160, sort: true, render: (s) => [s.countyName, s.townName].filter(Boolean).join(' · ') },
          { key: 'pupils', title: t('org.col.pupils'), width: 100, align: 'right', sort: true, render: (s) => s.pupils.toLocaleString('en') },
          { key: 'boarders', title: t('org.col.boarders'), width: 110, align: 'right', sort: true, render: (s) => (s.boarding ? s.boarders.toLocaleString('en') : '—') },
          { key: 'staff', title: t('org.col.staff'), width: 110, align: 'right', sort: true, render: (s) => s.staff.toLocaleString('en') },
          { key: 'status', title: t('org.col.status'), width: 90, render: (s) => <StatusTag hue={statusHue[s.status]}>{t(`org.status.${s.status}`)}</StatusTag> },
        ]}
        drawerTitle={(s) => s?.name ?? t('org.title')}
        drawer={(id) => <SchoolDetail id={id} />}
        exportHref={exportHref}
        empty={{ title: t('org.empty'), hint: t('org.emptyHint'), action: <>{add}{bring}</> }}
      />
      <SchoolForm open={adding} onClose={() => setAdding(false)} onSaved={() => (setAdding(false), void cache.invalidateQueries({ queryKey: ['schools'] }))} />
    </>
  )
}

function exportHref({ limit: _limit, after: _after, ...query }: LedgerQuery): string {
  return `/api/v1/schools/export?${new URLSearchParams(query as Record<string, string>).toString()}`
}
