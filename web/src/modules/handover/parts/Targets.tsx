import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Select, Skeleton, Space, Switch } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'

type Target = components['schemas']['HandoverTarget']
type Values = Pick<Target, 'kind' | 'name' | 'path' | 'address' | 'template' | 'okField' | 'okValue' | 'receiptField' | 'practice' | 'alarms' | 'notices' | 'enabled'> & { header?: string; secret?: string }

/** The platforms that alarms are handed over to, and how each wants them. */
export function Targets() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const [form, setForm] = useState<{ open: boolean; target?: Target }>({ open: false })
  const mayManage = useCan('handover.manage')
  const { data, error, refetch } = useQuery({ queryKey: ['handovers', 'targets'], queryFn: () => must(api.GET('/api/v1/handover/targets')) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const tryOut = async (id: string) => {
    try {
      await must(api.POST('/api/v1/handover/targets/{id}/try', { params: { path: { id } } }))
      void message.success(t('handover.tested'))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  const add = mayManage && <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({ open: true })}>{t('handover.add')}</Button>
  return (
    <Panel title={t('handover.tabs.targets')} extra={add}>
      {data.items.length === 0 && <EmptyState title={t('handover.emptyTargets')} hint={t('handover.emptyTargetsHint')} />}
      <ul className="handover-targets">
        {data.items.map((x) => (
          <li key={x.id}>
            <span className="cell-two">
              <span>{x.name} <StatusTag hue={x.enabled ? 'green' : 'grey'}>{t(x.enabled ? 'handover.on' : 'handover.off')}</StatusTag></span>
              <span className="dim">{`${x.place || t('handover.everywhere')} · ${t(`handover.kinds.${x.kind}`)} · ${x.address}`}</span>
            </span>
            {mayManage && (
              <Space>
                {x.enabled && <Button size="small" onClick={() => void tryOut(x.id)}>{t('handover.test')}</Button>}
                <Button size="small" onClick={() => setForm({ open: true, target: x })}>{t('handover.edit')}</Button>
              </Space>
            )}
          </li>
        ))}
      </ul>
      <TargetForm
        key={form.target?.id ?? 'new'}
        open={form.open}
        words={data.words}
        standard={data.standard}
        {...(form.target ? { target: form.target } : {})}
        onClose={() => setForm((f) => ({ ...f, open: false }))}
        onSaved={() => {
          setForm((f) => ({ ...f, open: false }))
          void cache.invalidateQueries({ queryKey: ['handovers'] })
        }}
      />
    </Panel>
  )
}

interface FormProps {
  open: boolean
  words: string[]
  standard: string
  /** Which is edited; none: a new one. */
  target?: Target
  onSaved: () => void
  onClose: () => void
}

/** An area, or the whole city for those who keep all of it. */
function Place({ id, value, onChange }: { id?: string; value?: string; onChange?: (path: string) => void }) {
  return <AreaTree by="path" width="100%" label={t('handover.place')} value={value ?? ''} onChange={(path) => onChange?.(path)} {...(id ? { id } : {})} />
}

function TargetForm({ target, words, standard, ...drawer }: FormProps) {
  function submit({ header, secret, ...rest }: Values) {
    const body = { ...rest, notices: rest.kind === 'cap' && (rest.notices ?? false), template: rest.template ?? '', ...(header ? { header } : {}), ...(secret ? { secret } : {}) }
    return target
      ? must(api.PUT('/api/v1/handover/targets/{id}', { params: { path: { id: target.id } }, body: { ...body, version: target.version } }))
      : must(api.POST('/api/v1/handover/targets', { body }))
  }
  const initial: Partial<Values> = target ?? { kind: 'json', template: standard, okField: '', okValue: '', receiptField: '', practice: false, alarms: true, notices: false, enabled: true }
  const need = [{ required: true, whitespace: true, message: t('handover.must') }]
  return (
    <FormDrawer<Values> {...drawer} title={t(target ? 'handover.edit' : 'handover.add')} initial={initial} submit={submit} width={560}>
      <Form.Item name="name" label={t('handover.name')} extra={t('handover.nameHint')} rules={need}><Input maxLength={60} /></Form.Item>
      <Form.Item name="path" label={t('handover.place')} rules={[{ required: true, message: t('handover.must') }]}><Place /></Form.Item>
      <Form.Item name="kind" label={t('handover.kind')}>
        <Select options={(['json', 'cap'] as const).map((value) => ({ value, label: t(`handover.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="address" label={t('handover.address')} rules={need}><Input maxLength={1000} autoComplete="off" /></Form.Item>
      <Form.Item name="header" label={t('handover.header')} extra={target?.hasHeader ? t('handover.headerKept') : t('handover.headerHint')}>
        <Input.Password maxLength={500} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="secret" label={t('handover.secret')} extra={target?.hasSecret ? t('handover.secretKept') : t('handover.secretHint')}>
        <Input.Password maxLength={200} autoComplete="new-password" />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue, setFieldValue }) =>
          getFieldValue('kind') === 'json' && (
            <Form.Item name="template" className="handover-template" label={t('handover.template')}
              extra={<>{t('handover.templateHint', { words: words.join(' ') })} <Button size="small" onClick={() => setFieldValue('template', standard)}>{t('handover.standard')}</Button></>}>
              <Input.TextArea rows={12} maxLength={8000} spellCheck={false} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="okField" label={t('handover.okField')} extra={t('handover.okFieldHint')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="okValue" label={t('handover.okValue')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="receiptField" label={t('handover.receiptField')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="alarms" label={t('handover.alarms')} valuePropName="checked"><Switch /></Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue }) => getFieldValue('kind') === 'cap' && <Form.Item name="notices" label={t('handover.notices')} valuePropName="checked"><Switch /></Form.Item>}
      </Form.Item>
      <Form.Item name="practice" label={t('handover.practice')} valuePropName="checked"><Switch /></Form.Item>
      <Form.Item name="enabled" label={t('handover.enabled')} valuePropName="checked"><Switch /></Form.Item>
    </FormDrawer>
  )
}
