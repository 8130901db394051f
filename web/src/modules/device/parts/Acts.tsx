import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { EditForm } from './RegisterForm'
import { Secret, type Shown } from './Secret'
import type { Card } from './words'

/** What may be done with a device by who keeps it. */
export function Acts({ device: d, changed }: { device: Card; changed: () => void }) {
  const mayManage = useCan('device.manage', d.path)
  const [shown, setShown] = useState<Shown>()
  const [retiring, setRetiring] = useState(false)
  if (!mayManage || d.state === 'retired') return null
  const params = { path: { id: d.id } }
  const name = `${d.schoolName} ${d.name}`
  return (
    <>
      <EditForm device={d} changed={changed} />
      {d.parentId === '' && (
        <ConfirmAct
          act={t('device.newSecret')}
          name={name}
          consequence={t('device.newSecretHint')}
          onConfirm={async () => {
            const made = await must(api.POST('/api/v1/equipment/{id}/secret', { params, body: { version: d.version } }))
            setShown({ name: d.name, code: d.code, secret: made.secret })
            changed()
          }}
        />
      )}
      <Button danger onClick={() => setRetiring(true)}>
        {t('device.retire')}
      </Button>
      <FormDrawer<{ reason: string }>
        open={retiring}
        title={`${t('device.retire')} · ${name}`}
        width={420}
        submitText={t('device.retire')}
        submit={(v) => must(api.POST('/api/v1/equipment/{id}/retire', { params, body: { version: d.version, reason: v.reason } }))}
        onClose={() => setRetiring(false)}
        onSaved={() => (setRetiring(false), changed())}
      >
        <p className="dim">{t('device.retireHint')}</p>
        <Form.Item name="reason" label={t('device.retireReason')} rules={[{ required: true, whitespace: true, message: tField({ code: 'required' }) }]}>
          <Input.TextArea rows={3} maxLength={200} />
        </Form.Item>
      </FormDrawer>
      <Secret shown={shown} done={() => setShown(undefined)} />
    </>
  )
}
