import { Form, Input, Select } from 'antd'
import { useRef } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { kinds, type Card, type List } from './words'

interface Values {
  title: string
  kind: List['kind']
  path: string
}

interface Props {
  open: boolean
  /** The list that is copied; its copy takes its place in the area. */
  from?: List
  onClose: () => void
  onBegun: (card: Card) => void
}

const needed = () => [{ required: true, message: tField({ code: 'required' }) }]

/** Begins a list, empty or as a copy of one from above. */
export function BeginForm({ open, from, onClose, onBegun }: Props) {
  const begun = useRef<Card>(undefined)
  return (
    <FormDrawer<Values>
      open={open}
      title={from ? t('checklist.copy') : t('checklist.begin')}
      initial={{ title: from?.title ?? '', kind: from?.kind ?? 'theme', path: '' }}
      submit={async ({ title, kind, path }) => {
        begun.current = await must(api.POST('/api/v1/checklists', { body: { title, kind, ...(path && { path }), ...(from && { from: from.id }) } }))
      }}
      onClose={onClose}
      // The form is left only once it knows that all is saved.
      onSaved={() => (onClose(), begun.current && onBegun(begun.current))}
    >
      {from && <p className="dim">{t('checklist.copyHint')}</p>}
      <Form.Item name="title" label={t('checklist.name')} rules={needed()}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="kind" label={t('checklist.kind')} rules={needed()}>
        <Select options={kinds.map((value) => ({ value, label: t(`checklist.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="path" label={t('checklist.owner')} extra={t('checklist.ownerHint')}>
        <AreaTree by="path" width="100%" label={t('checklist.owner')} />
      </Form.Item>
    </FormDrawer>
  )
}
