import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import type { Upper } from '../pages/Cascade'

type Values = Omit<components['schemas']['CascadeInput'], '$schema'>

interface Props {
  open: boolean
  /** Which is edited; none: a new one. */
  upper?: Upper
  onSaved: () => void
  onClose: () => void
}

/** An area, or the whole city for those who keep all of it. */
function Place({ id, value, onChange }: { id?: string; value?: string; onChange?: (path: string) => void }) {
  return <AreaTree by="path" width="100%" label={t('cascade.place')} value={value ?? ''} onChange={(path) => onChange?.(path)} {...(id ? { id } : {})} />
}

const switches = ['alarms', 'practice', 'mayView', 'mayReplay', 'mayTurn', 'enabled'] as const

/** The form of a platform above us. */
export function UpperForm({ upper, ...drawer }: Props) {
  function submit({ secret, domain, login, mediaHosts, expiryS, beatS, ...rest }: Values) {
    const body = { ...rest, domain: domain ?? '', login: login ?? '', mediaHosts: mediaHosts ?? '', expiryS: expiryS ?? 0, beatS: beatS ?? 0, ...(secret ? { secret } : {}) }
    return upper
      ? must(api.PUT('/api/v1/cascade/uppers/{id}', { params: { path: { id: upper.id } }, body: { ...body, version: upper.version } }))
      : must(api.POST('/api/v1/cascade/uppers', { body }))
  }
  const initial: Partial<Values> = upper
    ? { ...pick(upper) }
    : { transport: 'udp', expiryS: 86400, beatS: 60, alarms: true, practice: false, mayView: true, mayReplay: false, mayTurn: false, enabled: true }
  const need = [{ required: true, whitespace: true, message: t('cascade.must') }]
  return (
    <FormDrawer<Values> {...drawer} title={t(upper ? 'cascade.edit' : 'cascade.add')} initial={initial} submit={submit} width={560}>
      <Form.Item name="name" label={t('cascade.name')} extra={t('cascade.nameHint')} rules={need}><Input maxLength={60} /></Form.Item>
      <Form.Item name="path" label={t('cascade.place')} rules={[{ required: true, message: t('cascade.must') }]}><Place /></Form.Item>
      <Form.Item name="address" label={t('cascade.address')} extra={t('cascade.addressHint')} rules={need}><Input maxLength={200} autoComplete="off" /></Form.Item>
      <Form.Item name="code" label={t('cascade.code')} extra={t('cascade.codeHint')} rules={need}><Input maxLength={20} inputMode="numeric" /></Form.Item>
      <Form.Item name="ownCode" label={t('cascade.ownCode')} extra={t('cascade.ownCodeHint')} rules={need}><Input maxLength={20} inputMode="numeric" /></Form.Item>
      <Form.Item name="secret" label={t('cascade.secret')} extra={upper?.hasSecret ? t('cascade.secretKept') : t('cascade.secretHint')}>
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="login" label={t('cascade.login')} extra={t('cascade.loginHint')}><Input maxLength={64} autoComplete="off" /></Form.Item>
      <Form.Item name="domain" label={t('cascade.domain')} extra={t('cascade.domainHint')}><Input maxLength={20} /></Form.Item>
      <Form.Item name="transport" label={t('cascade.transport')}>
        <Select options={(['udp', 'tcp'] as const).map((value) => ({ value, label: t(`cascade.transports.${value}`) }))} />
      </Form.Item>
      <Form.Item name="expiryS" label={t('cascade.expiry')}><InputNumber min={0} max={604800} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="beatS" label={t('cascade.beat')}><InputNumber min={0} max={3600} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="mediaHosts" label={t('cascade.mediaHosts')} extra={t('cascade.mediaHostsHint')}><Input maxLength={300} /></Form.Item>
      {switches.map((name) => (
        <Form.Item key={name} name={name} label={t(`cascade.${name}`)} valuePropName="checked" {...(name === 'practice' ? { extra: t('cascade.practiceHint') } : {})}><Switch /></Form.Item>
      ))}
    </FormDrawer>
  )
}

/** What the form edits of a platform. */
function pick({ path, name, address, code, domain, ownCode, login, transport, expiryS, beatS, mediaHosts, alarms, practice, mayView, mayReplay, mayTurn, enabled }: Upper): Values {
  return { path, name, address, code, domain, ownCode, login, transport, expiryS, beatS, mediaHosts, alarms, practice, mayView, mayReplay, mayTurn, enabled }
}
