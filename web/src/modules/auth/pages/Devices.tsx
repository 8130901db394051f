import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { DeviceDrawer } from '../parts/DeviceDrawer'
import { DeviceForm } from '../parts/DeviceForm'
import { Presence } from '../parts/Presence'
import { SecretOnce, type Secret } from '../parts/SecretOnce'
import { placeNone } from '../parts/words'
import type { Device } from '../parts/types'
import '../auth.css'

export const deviceHues: Record<Device['status'], Hue> = { new: 'orange', paired: 'green', revoked: 'grey' }

export default function Devices() {
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<Secret>()
  const cache = useQueryClient()
  const changed = () => cache.invalidateQueries({ queryKey: ['devices'] })
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('auth.devices.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('auth.devices.title')} hint={t('auth.devices.hint')} actions={add} />
      <Ledger<Device>
        id="devices"
        load={(q) => must(api.GET('/api/v1/devices', { params: { query: q } }))}
        rowKey={(d) => d.id}
        filters={[
          { key: 'q', kind: 'search', label: t('auth.devices.search') },
          { key: 'status', kind: 'select', label: t('auth.devices.status'), width: 120, options: (['new', 'paired', 'revoked'] as const).map((value) => ({ value, label: t(`auth.devices.${value}`) })) },
        ]}
        columns={[
          { key: 'name', title: t('auth.devices.name'), render: (d) => <span className="cell-two">{d.name}<span className="dim">{t(`auth.devices.kinds.${d.kind}`)}</span></span> },
          { key: 'school', title: t('auth.devices.where'), render: (d) => <span className="cell-two">{d.schoolName || d.agencyName}<span className="dim">{d.placeName || placeNone(d)}</span></span> },
          { key: 'seen', title: t('auth.devices.seen'), width: 150, render: (d) => <Presence device={d} /> },
          { key: 'status', title: t('auth.devices.status'), width: 100, render: (d) => <StatusTag hue={deviceHues[d.status]}>{t(`auth.devices.${d.status}`)}</StatusTag> },
        ]}
        drawerTitle={(d) => d?.name}
        drawer={(_, device) => device && <DeviceDrawer device={device} tell={setSecret} changed={changed} />}
        empty={{ title: t('auth.devices.emptyTitle'), hint: t('auth.devices.emptyHint'), action: add }}
      />
      <DeviceForm
        open={adding}
        tell={setSecret}
        onClose={() => setAdding(false)}
        onSaved={() => {
          setAdding(false)
          void changed()
        }}
      />
      <SecretOnce secret={secret} close={() => setSecret(undefined)} />
    </>
  )
}
