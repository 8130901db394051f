import { Form, Input, InputNumber, Select } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { agencyKinds, choices, type Agency } from './words'

interface Props {
  open: boolean
  agency?: Agency
  onClose: () => void
  onSaved: () => void
  reload?: () => Promise<unknown>
}

type Values = Pick<Agency, 'kind' | 'name' | 'areaCode' | 'address' | 'phone' | 'dutyPhone' | 'lon' | 'lat'>

const fresh: Partial<Values> = { name: '', address: '', phone: '', dutyPhone: '', lon: null, lat: null }

/** An agency, to add or to change. */
export function AgencyForm({ open, agency, onClose, onSaved, reload }: Props) {
  const save = (v: Values) => {
    const body = { ...v, lon: v.lon ?? null, lat: v.lat ?? null }
    return agency
      ? must(api.PATCH('/api/v1/agencies/{id}', { params: { path: { id: agency.id } }, body: { ...body, version: agency.version } }))
      : must(api.POST('/api/v1/agencies', { body }))
  }
  const needed = [{ required: true, message: tField({ code: 'required' }) }]
  return (
    <FormDrawer<Values>
      open={open}
      title={agency ? t('org.agencyEdit') : t('org.agencyAdd')}
      initial={agency ?? fresh}
      submit={save}
      onClose={onClose}
      onSaved={onSaved}
      {...(reload ? { reload } : {})}
    >
      <Form.Item name="name" label={t('org.agencyName')} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kind" label={t('org.agencyKind')} rules={needed}>
        <Select options={choices('agency', agencyKinds)} />
      </Form.Item>
      <Form.Item name="areaCode" label={t('org.agencyArea')} rules={needed}>
        <AreaTree by="code" width="100%" label={t('org.agencyArea')} />
      </Form.Item>
      <Form.Item name="dutyPhone" label={t('org.dutyPhone')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="phone" label={t('org.agencyPhone')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="address" label={t('org.col.address')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="lon" label={t('org.col.lon')}>
        <InputNumber step={0.0001} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="lat" label={t('org.col.lat')}>
        <InputNumber step={0.0001} style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  )
}
