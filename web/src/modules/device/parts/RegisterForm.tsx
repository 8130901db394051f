import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useSession } from '../../../ui/session'
import { Secret, type Shown } from './Secret'
import { kinds, protocols, type Card } from './words'

type Registration = components['schemas']['DeviceRegistration']
const required = () => [{ required: true, message: tField({ code: 'required' }) }]

/** Puts a device on the register and shows its secret. */
export function RegisterForm({ saved }: { saved: (d: Card) => void }) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<{ device: Card; shown: Shown }>()
  const cache = useQueryClient()
  const own = useOwnSchool()
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {t('device.register')}
      </Button>
      <FormDrawer<Registration>
        open={open}
        title={t('device.register')}
        initial={{ schoolId: own, kind: 'box', protocol: 'webhook', panic: true, heartbeatS: 60 }}
        submit={async (v) => {
          const { device, secret } = await must(api.POST('/api/v1/equipment', { body: { ...v, panic: v.panic ?? false, heartbeatS: v.heartbeatS ?? 0 } }))
          setMade({ device, shown: { name: device.name, code: device.code, secret } })
        }}
        onClose={() => setOpen(false)}
        onSaved={() => {
          setOpen(false)
          void cache.invalidateQueries({ queryKey: ['equipment'] })
        }}
      >
        <Form.Item name="schoolId" label={t('device.school')} rules={required()}>
          <SchoolPicker />
        </Form.Item>
        <Place />
        <Form.Item name="name" label={t('device.name')} rules={required()}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={t('device.kindName')}>
          <Select options={kinds.map((value) => ({ value, label: t(`device.kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="protocol" label={t('device.protocolName')}>
          <Select options={protocols.map((value) => ({ value, label: t(`device.protocol.${value}`) }))} />
        </Form.Item>
        <Code />
        <Parent />
        <Rest />
        <Key />
      </FormDrawer>
      <Secret
        shown={made?.shown}
        done={() => {
          const { device } = made ?? {}
          setMade(undefined)
          if (device) saved(device)
        }}
      />
    </>
  )
}

/** The school of somebody who keeps the devices of one school only: then nobody has to look for it. */
function useOwnSchool(): string {
  const { me } = useSession()
  const held = me.permissions['device.manage'] ?? []
  const { data } = useQuery({
    queryKey: ['equipment', 'own-school'],
    queryFn: async () => (await must(api.GET('/api/v1/schools', { params: { query: { limit: 2 } } }))).items ?? [],
    enabled: held.length === 1 && held[0] !== '/',
    staleTime: Infinity,
  })
  return data?.length === 1 ? (data[0]?.id ?? '') : ''
}

function Place() {
  return (
    <Form.Item noStyle shouldUpdate={(was: Registration, is: Registration) => was.schoolId !== is.schoolId}>
      {({ getFieldValue }) => (
        <Form.Item name="placeId" label={t('device.place')}>
          <PlacePicker school={String(getFieldValue('schoolId') ?? '')} />
        </Form.Item>
      )}
    </Form.Item>
  )
}

function PlacePicker({ id, value, onChange, school }: { id?: string; value?: string; onChange?: (id: string) => void; school: string }) {
  const { data, isFetching } = useQuery({
    queryKey: ['schools', school],
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id: school } } })),
    enabled: school !== '',
  })
  return (
    <Select
      {...(id ? { id } : {})}
      value={value || undefined}
      onChange={(v?: string) => onChange?.(v ?? '')}
      allowClear
      loading={isFetching}
      disabled={school === ''}
      options={(data?.places ?? []).map((p) => ({ value: p.id, label: p.name }))}
    />
  )
}

function Code() {
  return (
    <Form.Item noStyle dependencies={['protocol']}>
      {({ getFieldValue }) => {
        const protocol = getFieldValue('protocol') as (typeof protocols)[number] | undefined
        return (
          <Form.Item name="code" label={t('device.code')} extra={protocol && t(`device.form.codeHint.${protocol}`)}>
            <Input maxLength={64} autoComplete="off" spellCheck={false} className="device-mono" />
          </Form.Item>
        )
      }}
    </Form.Item>
  )
}

/** The secret; a DC-09 box that cannot encrypt has none, where somebody says so. */
function Key() {
  return (
    <Form.Item noStyle dependencies={['protocol', 'clear']}>
      {({ getFieldValue }) => {
        const dc09 = getFieldValue('protocol') === 'dc09'
        return (
          <>
            {dc09 && (
              <Form.Item name="clear" label={t('device.inClear')} extra={t('device.form.clearHint')} valuePropName="checked">
                <Switch />
              </Form.Item>
            )}
            {!(dc09 && getFieldValue('clear')) && (
              <Form.Item name="secret" label={t('device.secret')} extra={t('device.form.secretHint')}>
                <Input.Password maxLength={128} autoComplete="new-password" />
              </Form.Item>
            )}
          </>
        )
      }}
    </Form.Item>
  )
}

/** The recorders of the school, for a camera that is a channel of one; the gateways, for an MQTT button. */
function Parent() {
  return (
    <Form.Item noStyle dependencies={['kind', 'protocol', 'schoolId']}>
      {({ getFieldValue }) =>
        (getFieldValue('kind') === 'camera' || getFieldValue('protocol') === 'mqtt') && (
          <Form.Item name="parentId" label={t(getFieldValue('protocol') === 'mqtt' ? 'device.gateway' : 'device.parent')} extra={t(getFieldValue('protocol') === 'mqtt' ? 'device.gatewayHint' : 'device.parentHint')}>
            <ParentPicker school={String(getFieldValue('schoolId') ?? '')} protocol={String(getFieldValue('protocol') ?? '')} />
          </Form.Item>
        )
      }
    </Form.Item>
  )
}

function ParentPicker({ id, value, onChange, school, protocol }: { id?: string; value?: string; onChange?: (id: string) => void; school: string; protocol: string }) {
  const { data } = useQuery({
    queryKey: ['equipment', 'recorders', school, protocol],
    queryFn: () => must(api.GET('/api/v1/equipment', { params: { query: { school, protocol: protocol as Card['protocol'], ...(protocol === 'mqtt' ? {} : { kind: 'recorder' as const }), limit: 200 } } })),
    enabled: school !== '',
  })
  return <Select {...(id ? { id } : {})} value={value || undefined} onChange={(v?: string) => onChange?.(v ?? '')} allowClear options={(data?.items ?? []).filter((d) => d.parentId === '').map((d) => ({ value: d.id, label: d.name }))} />
}

/** What one may say of every device, new or not. */
export function Rest() {
  return (
    <>
      <Form.Item name="panic" label={t('device.panic')} extra={t('device.form.panicHint')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="heartbeatS" label={t('device.heartbeat')} extra={t('device.form.heartbeatHint')}>
        <InputNumber min={0} max={86400} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </>
  )
}

/** Changes what is written down about a device; school, kind and protocol stay. */
export function EditForm({ device: d, changed }: { device: Card; changed: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('device.form.edit')}</Button>
      <FormDrawer<Registration>
        open={open}
        title={`${t('device.form.edit')} · ${d.name}`}
        initial={{ schoolId: d.schoolId, placeId: d.placeId, name: d.name, code: d.code, protocol: d.protocol, kind: d.kind, panic: d.panic, heartbeatS: d.heartbeatS }}
        submit={(v) =>
          must(
            api.PUT('/api/v1/equipment/{id}', {
              params: { path: { id: d.id } },
              body: { version: d.version, schoolId: d.schoolId, kind: d.kind, protocol: d.protocol, parentId: d.parentId, name: v.name, placeId: v.placeId ?? '', code: v.code ?? '', panic: v.panic, heartbeatS: v.heartbeatS ?? 0 },
            }),
          )
        }
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
        reload={async () => changed()}
      >
        <Form.Item name="placeId" label={t('device.place')}>
          <PlacePicker school={d.schoolId} />
        </Form.Item>
        <Form.Item name="name" label={t('device.name')} rules={required()}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="code" label={t('device.code')} extra={t(`device.form.codeHint.${d.protocol}`)}>
          <Input maxLength={64} autoComplete="off" spellCheck={false} className="device-mono" />
        </Form.Item>
        <Rest />
      </FormDrawer>
    </>
  )
}
