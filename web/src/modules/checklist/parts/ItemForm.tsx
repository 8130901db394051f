import { Button, Checkbox, Drawer, Form, Input, InputNumber, Select, Space } from 'antd'
import { t, tField } from '../../../ui/i18n'
import { Condition } from './Condition'
import { agencies, type Item, type Offer } from './words'

interface Props {
  item: Item | undefined
  offer: Offer | undefined
  onClose: () => void
  onDone: (item: Item) => void
}

const needed = () => [{ required: true, message: tField({ code: 'required' }) }]

type Values = Omit<Item, 'points'> & { points?: number | null }

/** One item of a draft. It goes into the draft on the screen; saving the draft sends it. */
export function ItemForm({ item, offer, onClose, onDone }: Props) {
  const [form] = Form.useForm<Values>()
  const finish = ({ points, ...v }: Values) =>
    onDone({
      ...v,
      code: v.code.trim().toUpperCase(),
      applies: v.applies ?? '',
      fact: v.fact ?? '',
      ...(typeof points === 'number' && { points }),
    })
  return (
    <Drawer
      open={item !== undefined}
      onClose={onClose}
      title={item?.text ? t('checklist.editItem') : t('checklist.addItem')}
      size={640}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <Space className="form-foot">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" onClick={form.submit}>
            {t('ui.ok')}
          </Button>
        </Space>
      }
    >
      <Form<Values> form={form} layout="vertical" preserve={false} {...(item && { initialValues: item })} onFinish={finish}>
        <Form.Item name="code" label={t('checklist.code')} rules={needed()}>
          <Input maxLength={20} style={{ width: 160 }} />
        </Form.Item>
        <Form.Item name="text" label={t('checklist.text')} rules={needed()}>
          <Input.TextArea rows={3} maxLength={400} showCount />
        </Form.Item>
        <Form.Item name="agencies" label={t('checklist.agencies')} rules={needed()} extra={t('checklist.agenciesHint')}>
          <Select mode="multiple" options={agencies.map((value) => ({ value, label: t(`checklist.agency.${value}`) }))} />
        </Form.Item>
        <div className="ckl-row">
          <Form.Item name="level" label={t('checklist.level')} rules={needed()}>
            <Select
              style={{ width: 160 }}
              options={(['general', 'major'] as const).map((value) => ({ value, label: t(`checklist.levels.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="points" label={t('checklist.points')}>
            <InputNumber min={0} max={1000} placeholder={t('checklist.pointsUsual')} />
          </Form.Item>
        </div>
        <div className="ckl-row">
          <Yes name="stop" label={t('checklist.stop')} />
          <Yes name="veto" label={t('checklist.veto')} />
          <Yes name="photo" label={t('checklist.photo')} />
        </div>
        <Condition offer={offer} />
        <Form.Item name="fact" label={t('checklist.fact')} extra={t('checklist.factHint')}>
          <Select allowClear options={(offer?.facts ?? []).map((f) => ({ value: f.key, label: f.name }))} />
        </Form.Item>
      </Form>
    </Drawer>
  )
}

function Yes({ name, label }: { name: string; label: string }) {
  return (
    <Form.Item name={name} valuePropName="checked">
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  )
}
