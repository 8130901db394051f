import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, InputNumber, Select, Space } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { postName } from './PlanOf'

type Plan = components['schemas']['AlarmPlanView']
type Step = components['schemas']['AlarmStep']

export const posts = [
  'station', 'command', 'duty_leader', 'principal', 'safety_officer', 'unit', 'guards', 'county_duty', 'city_duty', 'shared',
] as const

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
    must(api.PUT('/api/v1/alarms/plans', { body: { path: plan.path, level: plan.level, version: plan.version, steps, repeatS } }))
  return (
    <FormDrawer<Values> {...drawer} title={`${t('alarm.plans.edit')} · ${plan.name}`} initial={{ steps: plan.steps, repeatS: plan.repeatS }} submit={submit}>
      <Form.List name="steps">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f, i) => (
              <Space key={f.key} align="start" style={{ display: 'flex' }}>
                <Form.Item name={[f.name, 'afterS']} label={t('alarm.plans.afterS')} rules={[{ required: true }]}>
                  <InputNumber min={0} max={3600} disabled={i === 0} />
                </Form.Item>
                <Form.Item name={[f.name, 'posts']} label={t('alarm.plans.posts')} rules={[{ required: true }]} style={{ minWidth: 320 }}>
                  <Select mode="multiple" options={posts.map((value) => ({ value, label: postName(value) }))} />
                </Form.Item>
                {i > 0 && <Button aria-label={t('alarm.plans.removeStep')} icon={<MinusCircleOutlined />} onClick={() => remove(f.name)} style={{ marginTop: 30 }} />}
              </Space>
            ))}
            <Form.Item>
              <Button icon={<PlusOutlined />} onClick={() => add({ afterS: undefined, posts: [] })}>{t('alarm.plans.addStep')}</Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item name="repeatS" label={t('alarm.plans.repeatS')} rules={[{ required: true }]}>
        <InputNumber min={1} max={3600} />
      </Form.Item>
    </FormDrawer>
  )
}
