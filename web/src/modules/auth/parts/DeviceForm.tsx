import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select, type FormInstance } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { AgencyPicker } from './AgencyPicker'
import type { Secret } from './SecretOnce'
import type { Device } from './types'

type Stands = 'agency' | 'school'

interface Values {
  name: string
  kind: Device['kind']
  /** Where a siren stands; everything else stands at a school. */
  stands?: Stands
  schoolId?: string
  agencyId?: string
  placeId?: string
}

const atAgency = (v: Pick<Values, 'kind' | 'stands'>) => v.kind === 'siren' && v.stands !== 'school'

interface Props {
  open: boolean
  /** Which is edited; none: a new one. */
  device?: Device
  tell: (secret: Secret) => void
  onSaved: () => void
  onClose: () => void
}

export function codeSecret(name: string, kind: Device['kind'], code: string): Secret {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`.toUpperCase()
  return { title: t('auth.devices.codeTitle', { name }), hint: t('auth.devices.codeOnce', { address: `${location.origin}/${kind === 'siren' ? 'siren' : 'phone'}` }), text: spaced, big: true }
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
  async function submit(values: Values) {
    const { name, kind, schoolId, agencyId, placeId } = values
    if (device) {
      return must(api.PUT('/api/v1/devices/{id}', { params: { path: { id: device.id } }, body: { name, placeId: placeId ?? '', version: device.version } }))
    }
    const at = atAgency(values) ? { agencyId: agencyId ?? '' } : { schoolId: schoolId ?? '', placeId: placeId ?? '' }
    const made = await must(api.POST('/api/v1/devices', { body: { name, kind, ...at } }))
    tell(codeSecret(name, kind, made.code))
    return made
  }
  return (
    <FormDrawer<Values> {...drawer} title={device ? t('auth.devices.edit') : t('auth.devices.add')} initial={device ? { ...device } : { kind: 'gate', stands: 'agency' }} submit={submit} width={480}>
      <Form.Item name="name" label={t('auth.devices.name')} extra={t('auth.devices.nameHint')} rules={[{ required: true, whitespace: true, message: t('auth.grants.must') }]}>
        <Input maxLength={40} autoFocus />
      </Form.Item>
      {!device && (
        <>
          <Form.Item name="kind" label={t('auth.devices.kind')}>
            <Radio.Group options={(['gate', 'phone', 'siren'] as const).map((value) => ({ value, label: t(`auth.devices.kinds.${value}`) }))} />
          </Form.Item>
          <Form.Item noStyle dependencies={['kind', 'stands']}>
            {(form) => <Where form={form} />}
          </Form.Item>
        </>
      )}
      <Form.Item noStyle dependencies={['kind', 'stands', 'schoolId']}>
        {({ getFieldsValue }) => {
          const values = getFieldsValue() as Values
          if (device ? device.schoolId === '' : atAgency(values)) return null
          return (
            <Form.Item name="placeId" label={t('auth.devices.place')}>
              <PlacePicker school={device?.schoolId ?? values.schoolId ?? ''} />
            </Form.Item>
          )
        }}
      </Form.Item>
    </FormDrawer>
  )
}

/** Which school it is for, or which agency; only a siren stands at an agency. */
function Where({ form }: { form: FormInstance }) {
  const values = form.getFieldsValue() as Values
  const must = [{ required: true, message: t('auth.grants.must') }]
  return (
    <>
      {values.kind === 'siren' && (
        <Form.Item name="stands" label={t('auth.devices.stands')} extra={t('auth.devices.sirenHint')}>
          <Radio.Group options={(['agency', 'school'] as const).map((value) => ({ value, label: t(`auth.devices.at.${value}`) }))} />
        </Form.Item>
      )}
      {atAgency(values) ? (
        <Form.Item name="agencyId" label={t('auth.devices.agency')} rules={must}>
          <AgencyPicker />
        </Form.Item>
      ) : (
        <Form.Item name="schoolId" label={t('auth.devices.school')} rules={must}>
          <SchoolPicker />
        </Form.Item>
      )}
    </>
  )
}
