import { Checkbox, Form, Input, Select, Switch } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { hasSecret, kinds, modes, modeWord, wayWord, type Endpoint } from './endpoint'

interface Values {
  channel: Endpoint['channel']
  name: string
  path: string
  address?: string
  secret?: string
  modes: Endpoint['modes']
  enabled: boolean
}

interface Props {
  open: boolean
  /** Which is edited; none: a new one. */
  endpoint?: Endpoint
  onSaved: () => void
  onClose: () => void
}

/** An area, or the whole city for those who keep all of it. */
function Place({ id, value, onChange }: { id?: string; value?: string; onChange?: (path: string) => void }) {
  const everywhere = useCan('notify.manage', '/')
  return (
    <AreaTree
      by="path"
      width="100%"
      label={everywhere ? t('notify.channels.everywhere') : t('notify.channels.place')}
      value={value === '/' ? '' : value}
      onChange={(path) => onChange?.(path || (everywhere ? '/' : ''))}
      {...(id ? { id } : {})}
    />
  )
}

/** As a function: a group of boxes cannot be marked as required. */
const anyMode = (_rule: unknown, chosen?: string[]) => (chosen?.length ? Promise.resolve() : Promise.reject(new Error(t('notify.channels.must'))))

export function EndpointForm({ endpoint, ...drawer }: Props) {
  const everywhere = useCan('notify.manage', '/')
  function submit({ address, secret, ...rest }: Values) {
    const body = { ...rest, channel: rest.channel as (typeof kinds)[number], ...(address ? { address } : {}), ...(secret ? { secret } : {}) }
    return endpoint
      ? must(api.PUT('/api/v1/endpoints/{id}', { params: { path: { id: endpoint.id } }, body: { ...body, version: endpoint.version } }))
      : must(api.POST('/api/v1/endpoints', { body }))
  }
  const initial: Partial<Values> = endpoint
    ? { channel: endpoint.channel, name: endpoint.name, path: endpoint.path, modes: endpoint.modes, enabled: endpoint.enabled }
    : { channel: 'wecom', path: everywhere ? '/' : '', modes: ['real', 'drill', 'test'], enabled: true }
  const need = [{ required: true, whitespace: true, message: t('notify.channels.must') }]
  return (
    <FormDrawer<Values> {...drawer} title={endpoint ? t('notify.channels.edit') : t('notify.channels.add')} initial={initial} submit={submit} width={480}>
      <Form.Item name="channel" label={t('notify.channels.channel')}>
        <Select disabled={endpoint !== undefined} options={(endpoint ? [endpoint.channel] : kinds).map((value) => ({ value, label: wayWord(value) }))} />
      </Form.Item>
      <Form.Item name="name" label={t('notify.channels.name')} rules={need}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="path" label={t('notify.channels.place')} rules={[{ required: true, message: t('notify.channels.must') }]}>
        <Place />
      </Form.Item>
      <Form.Item noStyle dependencies={['channel']}>
        {({ getFieldValue }) => {
          const channel = getFieldValue('channel') as string
          return (
            <>
              {channel !== 'siren' && (
                <Form.Item
                  name="address"
                  label={t('notify.channels.address')}
                  extra={endpoint ? `${endpoint.address} · ${t('notify.channels.addressKept')}` : tMaybe(`notify.channels.hintOf.${channel}`)}
                  rules={endpoint ? [] : need}
                >
                  <Input maxLength={1000} autoComplete="off" />
                </Form.Item>
              )}
              {hasSecret(channel) && (
                <Form.Item name="secret" label={t('notify.channels.secret')} extra={endpoint?.hasSecret ? t('notify.channels.secretKept') : undefined} rules={!endpoint && channel === 'webhook' ? need : []}>
                  <Input.Password maxLength={200} autoComplete="new-password" />
                </Form.Item>
              )}
            </>
          )
        }}
      </Form.Item>
      <Form.Item name="modes" label={t('notify.channels.modes')} rules={[{ validator: anyMode }]}>
        <Checkbox.Group options={modes.map((value) => ({ value, label: modeWord(value) }))} />
      </Form.Item>
      <Form.Item name="enabled" label={t('notify.channels.enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDrawer>
  )
}
