import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'
import { codeSecret, DeviceForm } from './DeviceForm'
import type { Secret } from './SecretOnce'
import { placeNone } from './words'
import type { Device } from './types'

/** One device and what may be done about it. */
export function DeviceDrawer({ device: d, tell, changed }: { device: Device; tell: (secret: Secret) => void; changed: () => Promise<unknown> }) {
  const [editing, setEditing] = useState(false)
  const at = { params: { path: { id: d.id } } }
  return (
    <>
      <FactList
        facts={[
          { label: d.agencyId ? t('auth.devices.agency') : t('auth.devices.school'), value: d.schoolName || d.agencyName, wide: true },
          ...(d.agencyId ? [] : [{ label: t('auth.devices.place'), value: d.placeName || placeNone(d) }]),
          { label: t('auth.devices.kind'), value: t(`auth.devices.kinds.${d.kind}`) },
          { label: t('auth.devices.status'), value: t(`auth.devices.${d.status}`) },
          { label: t('auth.devices.paired_at'), value: dateTime(d.pairedAt) || t('auth.devices.never') },
          { label: t('auth.devices.seen'), value: dateTime(d.seenAt) || t('auth.devices.never') },
        ]}
      />
      {d.status !== 'revoked' && (
        <div className="acts drawer-part">
          <Button onClick={() => setEditing(true)}>{t('ui.edit')}</Button>
          <ConfirmAct
            act={t('auth.devices.code')}
            name={d.name}
            consequence={t('auth.devices.codeHint')}
            danger={false}
            onConfirm={async () => tell(codeSecret(d.name, d.kind, (await must(api.POST('/api/v1/devices/{id}/code', at))).code))}
          />
          <ConfirmAct
            act={t('auth.devices.revoke')}
            name={d.name}
            consequence={t(d.kind === 'siren' ? 'auth.devices.revokeSirenHint' : 'auth.devices.revokeHint')}
            onConfirm={async () => {
              await must(api.POST('/api/v1/devices/{id}/revoke', { ...at, body: { version: d.version } }))
              await changed()
            }}
          />
        </div>
      )}
      <DeviceForm
        open={editing}
        device={d}
        tell={tell}
        onClose={() => setEditing(false)}
        onSaved={() => {
          setEditing(false)
          void changed()
        }}
      />
    </>
  )
}
