import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { AgencyDetail } from '../parts/AgencyDetail'
import { AgencyForm } from '../parts/AgencyForm'
import { agencyKinds, choices, word, type Agency } from '../parts/words'

export default function Agencies() {
  const [adding, setAdding] = useState(false)
  const cache = useQueryClient()
  const add = useCan('org.edit') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('org.agencyAdd')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('org.agencies')}
        hint={t('org.agenciesHint')}
        actions={
          <>
            <Button href="/areas">{t('org.areas')}</Button>
            {add}
          </>
        }
      />
      <Ledger<Agency>
        id="agencies"
        load={(query) => must(api.GET('/api/v1/agencies', { params: { query } }))}
        rowKey={(a) => a.id}
        filters={[
          { key: 'q', kind: 'search', label: t('org.agencyFind'), width: 220 },
          { key: 'county', kind: 'own', label: t('org.agencyArea'), render: (v, set) => <AreaTree by="code" value={v} onChange={set} label={t('org.agencyArea')} /> },
          { key: 'kind', kind: 'select', label: t('org.agencyKind'), options: choices('agency', agencyKinds) },
        ]}
        columns={[
          { key: 'name', title: t('org.agencyName'), render: (a) => a.name },
          { key: 'kind', title: t('org.agencyKind'), width: 160, render: (a) => word('agency', a.kind) },
          { key: 'area', title: t('org.agencyArea'), width: 140, render: (a) => a.areaName },
          { key: 'duty', title: t('org.dutyPhone'), width: 160, render: (a) => <span className="num">{a.dutyPhone || '—'}</span> },
          { key: 'phone', title: t('org.agencyPhone'), width: 160, render: (a) => <span className="num">{a.phone || '—'}</span> },
          { key: 'schools', title: t('org.covers'), width: 110, align: 'right', render: (a) => (a.kind === 'police_station' ? a.schools : '—') },
        ]}
        drawerTitle={(a) => a?.name ?? t('org.agencies')}
        drawer={(_id, row) => <AgencyDetail agency={row} />}
        empty={{ title: t('org.agencyEmpty'), action: add }}
      />
      <AgencyForm open={adding} onClose={() => setAdding(false)} onSaved={() => (setAdding(false), void cache.invalidateQueries({ queryKey: ['agencies'] }))} />
    </>
  )
}
