import { Form, Input, InputNumber, Modal } from 'antd'
import { t, tField } from '../../../ui/i18n'
import type { Section } from './words'

interface Values {
  code: string
  title: string
  full?: number | null
  floor?: number | null
}

interface Props {
  section: Section | undefined
  onClose: () => void
  onDone: (section: Section) => void
}

const needed = () => [{ required: true, message: tField({ code: 'required' }) }]

/** A chapter's number, name and marks. */
export function SectionForm({ section, onClose, onDone }: Props) {
  const [form] = Form.useForm<Values>()
  return (
    <Modal open={section !== undefined} title={t('checklist.section')} onCancel={onClose} onOk={form.submit} okText={t('ui.ok')} cancelText={t('ui.cancel')} destroyOnHidden>
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        {...(section && { initialValues: section })}
        onFinish={({ code, title, full, floor }) =>
          onDone({
            code: code.trim().toUpperCase(),
            title: title.trim(),
            items: section?.items ?? [],
            ...(typeof full === 'number' && { full }),
            ...(typeof full === 'number' && typeof floor === 'number' && { floor }),
          })
        }
      >
        <Form.Item name="code" label={t('checklist.code')} rules={needed()}>
          <Input maxLength={20} style={{ width: 160 }} />
        </Form.Item>
        <Form.Item name="title" label={t('checklist.sectionTitle')} rules={needed()}>
          <Input maxLength={80} />
        </Form.Item>
        <div className="ckl-row">
          <Form.Item name="full" label={t('checklist.full')} extra={t('checklist.fullHint')}>
            <InputNumber min={0} max={10000} />
          </Form.Item>
          <Form.Item name="floor" label={t('checklist.floor')} extra={t('checklist.floorHint')}>
            <InputNumber min={0} max={10000} />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  )
}
