import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import type { Secret } from './SecretOnce'
import type { Device } from './types'

interface Values {
  name: string
  kind: Device['kind']
  schoolId: string
  placeId?: string
}

interface Props {
  open: boolean
  /** Which is edited; none: a new one. */
  device?: Device
  tell: (secret: Secret) => void
  onSaved: () => void
  onClose: () => void
}

export function codeSecret(name: string, code: string): Secret {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`.toUpperCase()
  return { title: t('auth.devices.codeTitle', { name }), hint: t('auth.devices.codeOnce', { address: `${location.origin}/phone` }), text: spaced, big: true }
}

function PlacePicker({ id, school, value, onChange }: { id?: string; school: string; value?: string; onChange?: (id: string) => void }) {
  const found = useQuery({
    queryKey: ['schools', 'one', school],
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id: school } } })),
    enabled: school !== '',
    staleTime: 60_000,
  })
  return (
    <Select
      id={id}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v ?? '')}
      allowClear
      placeholder={t('auth.devices.placeNone')}
      loading={found.isFetching}
      options={(found.data?.places ?? []).map((p) => ({ value: p.id, label: p.name }))}
    />
  )
}

export function DeviceForm({ device, tell, ...drawer }: Props) {
  async function submit({ name, kind, schoolId, placeId }: Values) {
    if (device) {
      return must(api.PUT('/api/v1/devices/{id}', { params: { path: { id: device.id } }, body: { name, placeId: placeId ?? '', version: device.version } }))
    }
    const made = await must(api.POST('/api/v1/devices', { body: { name, kind, schoolId, placeId: placeId ?? '' } }))
    tell(codeSecret(name, made.code))
    return made
  }
  return (
    <FormDrawer<Values> {...drawer} title={device ? t('auth.devices.edit') : t('auth.devices.add')} initial={device ? { ...device } : { kind: 'gate' }} submit={submit} width={480}>
      <Form.Item name="name" label={t('auth.devices.name')} extra={t('auth.devices.nameHint')} rules={[{ required: true, whitespace: true, message: t('auth.grants.must') }]}>
        <Input maxLength={40} autoFocus />
      </Form.Item>
      {!device && (
        <>
          <Form.Item name="kind" label={t('auth.devices.kind')}>
            <Radio.Group options={(['gate', 'phone'] as const).map((value) => ({ value, label: t(`auth.devices.kinds.${value}`) }))} />
          </Form.Item>
          <Form.Item name="schoolId" label={t('auth.devices.school')} rules={[{ required: true, message: t('auth.grants.must') }]}>
            <SchoolPicker />
          </Form.Item>
        </>
      )}
      <Form.Item noStyle dependencies={['schoolId']}>
        {({ getFieldValue }) => (
          <Form.Item name="placeId" label={t('auth.devices.place')}>
            <PlacePicker school={device?.schoolId ?? (getFieldValue('schoolId') as string | undefined) ?? ''} />
          </Form.Item>
        )}
      </Form.Item>
    </FormDrawer>
  )
}
