import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, InputNumber, Select } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tMaybe } from '../../../ui/i18n'
import { postName } from './words'
import './plans.css'

type Plan = components['schemas']['AlarmPlanView']
type Step = components['schemas']['AlarmStep']

const posts = ['station', 'command', 'duty_leader', 'principal', 'safety_officer', 'unit', 'guards', 'county_duty', 'city_duty', 'shared'] as const
const channels = ['inapp', 'webpush', 'sms', 'mail', 'wecom', 'dingtalk', 'feishu', 'ntfy', 'webhook', 'siren'] as const

interface Values {
  steps: Step[]
  repeatS: number
}

interface Props {
  open: boolean
  plan: Plan
  onSaved: () => void
  onClose: () => void
}

/** A plan of the place's own, step by step; the rules are the server's. */
export function PlanForm({ plan, ...drawer }: Props) {
  const submit = ({ steps, repeatS }: Values) =>
    must(
      api.PUT('/api/v1/alarms/plans', {
        body: { path: plan.path, level: plan.level, version: plan.version, steps: steps.map((s) => ({ ...s, channels: s.channels ?? [] })), repeatS },
      }),
    )
  return (
    <FormDrawer<Values> {...drawer} title={`${t('alarm.plans.edit')} · ${plan.name}`} initial={{ steps: plan.steps, repeatS: plan.repeatS }} submit={submit}>
      <Form.List name="steps">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f, i) => (
              <fieldset key={f.key} className="plan-part" data-edit={i + 1}>
                <legend>{t('alarm.plans.stepNo', { n: i + 1 })}</legend>
                {i > 0 && (
                  <Button className="plan-remove" type="text" aria-label={t('alarm.plans.removeStep')} icon={<MinusCircleOutlined />} onClick={() => remove(f.name)} />
                )}
                <Form.Item name={[f.name, 'afterS']} label={t('alarm.plans.afterS')} rules={[{ required: true }]}>
                  <InputNumber min={0} max={3600} precision={0} disabled={i === 0} />
                </Form.Item>
                <Form.Item name={[f.name, 'posts']} label={t('alarm.plans.posts')} rules={[{ required: true }]}>
                  <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={posts.map((value) => ({ value, label: postName(value) }))} />
                </Form.Item>
                <Form.Item name={[f.name, 'channels']} label={t('alarm.plans.channels')}>
                  <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder={t('alarm.plans.allChannels')} options={channels.map((value) => ({ value, label: tMaybe(`alarm.plans.way.${value}`) ?? value }))} />
                </Form.Item>
              </fieldset>
            ))}
            <Form.Item>
              <Button icon={<PlusOutlined />} onClick={() => add({ posts: [] })}>
                {t('alarm.plans.addStep')}
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item name="repeatS" label={t('alarm.plans.repeatS')} rules={[{ required: true }]}>
        <InputNumber min={1} max={3600} precision={0} />
      </Form.Item>
    </FormDrawer>
  )
}
