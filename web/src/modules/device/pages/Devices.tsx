import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { RegisterForm } from '../parts/RegisterForm'
import { Ago, Battery, FaultTags, StateTag } from '../parts/Tags'
import { kinds, protocols, type Card } from '../parts/words'
import '../device.css'

/** The register of boxes, cameras and recorders of a school or an area. */
export default function Devices() {
  const mayManage = useCan('device.manage')
  const go = useGo()
  const add = mayManage && (
    <>
      <Button icon={<UploadOutlined />} href="/equipment/import">{t('device.import.open')}</Button>
      <RegisterForm saved={(d) => go(`/equipment/${d.id}`)} />
    </>
  )
  return (
    <>
      <PageHeader title={t('device.title')} hint={t('device.hint')} actions={add} />
      <Ledger<Card>
        id="equipment"
        load={(query) => must(api.GET('/api/v1/equipment', { params: { query } }))}
        rowKey={(d) => d.id}
        rowHref={(d) => `/equipment/${d.id}`}
        exportHref={(query) => `/api/v1/equipment/export?${new URLSearchParams(query as Record<string, string>).toString()}`}
        every={10_000}
        tabs={{
          key: 'state',
          items: [
            { value: '', label: t('device.all') },
            ...(['online', 'late', 'lost', 'unseen'] as const).map((value) => ({ value, label: t(`device.state.${value}`) })),
            { value: 'fault', label: t('device.faultTab') },
            { value: 'proof', label: t('device.proofTab') },
            { value: 'retired', label: t('device.state.retired') },
          ],
        }}
        filters={[
          { key: 'kind', kind: 'select', label: t('device.kindName'), options: kinds.map((value) => ({ value, label: t(`device.kind.${value}`) })) },
          { key: 'protocol', kind: 'select', label: t('device.protocolName'), options: protocols.map((value) => ({ value, label: t(`device.protocol.${value}`) })) },
          { key: 'path', kind: 'own', label: t('device.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('device.area')} /> },
          { key: 'q', kind: 'search', label: t('device.find'), width: 220 },
        ]}
        columns={[
          { key: 'name', title: t('device.name'), render: (d) => d.name },
          {
            key: 'school', title: t('device.school'), width: 220,
            render: (d) => (
              <span className="cell-two">
                <span>{d.schoolName}</span>
                <span className="dim">{d.placeName || t('device.noPlace')}</span>
              </span>
            ),
          },
          {
            key: 'kind', title: t('device.kindName'), width: 140,
            render: (d) => (
              <span className="cell-two">
                <span>{t(`device.kind.${d.kind}`)}</span>
                <span className="dim">{t(`device.protocol.${d.protocol}`)}</span>
              </span>
            ),
          },
          { key: 'state', title: t('device.stateName'), width: 96, render: (d) => <StateTag of={d} /> },
          { key: 'seen', title: t('device.lastSeen'), width: 120, render: (d) => (d.lastSeenAt ? <Ago at={d.lastSeenAt} /> : <span className="dim">{t('device.never')}</span>) },
          { key: 'battery', title: t('device.battery'), width: 80, render: (d) => <Battery of={d} /> },
          {
            key: 'proven', title: t('device.proven'), width: 120,
            render: (d) => (d.lastProvenAt ? <Ago at={d.lastProvenAt} /> : <span className="dim">{d.panic ? t('device.neverProven') : '—'}</span>),
          },
          { key: 'faults', title: t('device.faults'), width: 150, render: (d) => (d.faults.length > 0 ? <FaultTags of={d} /> : <span className="dim">—</span>) },
        ]}
        empty={{ title: t('device.empty'), hint: t('device.emptyHint') }}
      />
    </>
  )
}
