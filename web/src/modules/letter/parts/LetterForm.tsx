import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input, Select } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { kinds, type Letter } from './letter'

interface Values {
  template: string
  kind: string
  title: string
  text: string
  slip: boolean
}

interface Props {
  open: boolean
  /** The draft that is rewritten; without it a new letter is begun. */
  letter?: Letter
  onClose: () => void
  onSaved: () => void
}

const required = () => [{ required: true, message: tField({ code: 'required' }) }]

export function LetterForm({ open, letter, onClose, onSaved }: Props) {
  const { data } = useQuery({
    queryKey: ['letters', 'templates'],
    queryFn: () => must(api.GET('/api/v1/letters/templates')),
    enabled: open && !letter,
    staleTime: Infinity,
  })
  return (
    <FormDrawer<Values>
      open={open}
      title={letter ? t('letter.edit') : t('letter.write')}
      width={720}
      initial={letter ? { kind: letter.kind, title: letter.title, text: letter.text, slip: letter.slip } : { kind: 'other', slip: false }}
      submit={({ kind, title, text, slip }) => {
        const body = { kind, title: title ?? '', text: text ?? '', slip: slip ?? false }
        return letter
          ? must(api.PUT('/api/v1/letters/{id}', { params: { path: { id: letter.id } }, body: { ...body, version: letter.version } }))
          : must(api.POST('/api/v1/letters', { body }))
      }}
      onClose={onClose}
      onSaved={onSaved}
    >
      {!letter && <Begin list={data?.items ?? []} />}
      <Form.Item name="kind" label={t('letter.kind')} rules={required()}>
        <Select options={kinds.map((value) => ({ value, label: t(`letter.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="title" label={t('letter.name')} rules={required()}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="text" label={t('letter.text')} rules={required()} extra={t('letter.textHint', { place: '{学校}' })}>
        <Input.TextArea rows={18} maxLength={4000} showCount />
      </Form.Item>
      <Form.Item name="slip" valuePropName="checked" extra={t('letter.slipHint')}>
        <Checkbox>{t('letter.slip')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  )
}

/** Fills the fields from a template. */
function Begin({ list }: { list: { kind: string; title: string; text: string }[] }) {
  const form = Form.useFormInstance<Values>()
  return (
    <Form.Item name="template" label={t('letter.template')} extra={t('letter.templateHint')}>
      <Select
        allowClear
        options={list.map((x) => ({ value: x.kind, label: `${tMaybe(`letter.kinds.${x.kind}`)}：${x.title}` }))}
        onChange={(kind: string | undefined) => {
          const x = list.find((one) => one.kind === kind)
          if (x) form.setFieldsValue({ kind: x.kind, title: x.title, text: x.text })
        }}
      />
    </Form.Item>
  )
}
