import { DatePicker, Form, Input, InputNumber, Radio } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { date } from '../../../ui/time'
import { FormAct, required } from './FormAct'
import { options, type Hazard } from './words'

interface Props {
  hazard: Hazard
  changed: () => void
}

interface Five {
  measures?: string
  unit?: string
  owner?: string
  leader?: string
  funds?: number | null
  fundsFrom?: string
  plan?: string
}

const initial = (h: Hazard): Five => ({
  measures: h.measures, unit: h.unit, owner: h.owner, leader: h.leader, fundsFrom: h.fundsFrom, plan: h.plan, ...(h.funds >= 0 && { funds: h.funds }),
})

const body = (v: Five) => ({
  measures: v.measures ?? '', unit: v.unit ?? '', owner: v.owner ?? '', leader: v.leader ?? '', fundsFrom: v.fundsFrom ?? '', plan: v.plan ?? '', ...(typeof v.funds === 'number' && { funds: v.funds }),
})

/** The fields of 措施、责任、资金、预案; the deadline has its own act. */
function Fields() {
  return (
    <>
      <Form.Item name="measures" label={t('hazard.measures')}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <div className="hazard-cols">
        <Form.Item name="unit" label={t('hazard.unit')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="owner" label={t('hazard.owner')} rules={required}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="leader" label={t('hazard.leader')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="funds" label={t('hazard.funds')}>
          <InputNumber min={0} max={1e10} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="fundsFrom" label={t('hazard.fundsFrom')}>
          <Input maxLength={80} />
        </Form.Item>
      </div>
      <Form.Item name="plan" label={t('hazard.plan')}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </>
  )
}

/** The five of one hazard: which are settled, which are not. */
export function FiveState({ hazard: h }: { hazard: Hazard }) {
  return (
    <ul className="hazard-five">
      {(['measures', 'duty', 'funds', 'deadline', 'plan'] as const).map((key) => (
        <li key={key} className={h.missing.includes(key) ? 'open' : undefined}>
          <b>{t(`hazard.fiveOf.${key}`)}</b>
          {t(h.missing.includes(key) ? 'hazard.fiveOpen' : 'hazard.fiveDone')}
        </li>
      ))}
    </ul>
  )
}

export function SettleAct({ hazard: h, changed }: Props) {
  return (
    <FormAct<Five> act={t('hazard.act.settle')} width={640} initial={initial(h)} done={changed}
      submit={(v) => must(api.POST('/api/v1/hazards/{id}/settle', { params: { path: { id: h.id } }, body: { version: h.version, ...body(v) } }))}>
      {h.level === 'major' && <p className="dim">{t('hazard.fiveHint')}</p>}
      <Fields />
    </FormAct>
  )
}

export function AssignAct({ hazard: h, changed }: Props) {
  return (
    <FormAct<Five & { kind: 'immediate' | 'limited'; due?: Dayjs }> type="primary" act={t('hazard.act.assign')} width={640} done={changed}
      initial={{ ...initial(h), kind: h.kind, due: dayjs(h.dueAt) }}
      submit={(v) =>
        must(api.POST('/api/v1/hazards/{id}/assign', {
          params: { path: { id: h.id } },
          body: { version: h.version, kind: v.kind, ...(v.due && !v.due.isSame(h.dueAt, 'day') && { dueAt: v.due.endOf('day').valueOf() }), ...body(v) },
        }))
      }>
      {h.level === 'major' && (
        <>
          <p className="dim">{t('hazard.fiveHint')}</p>
          <FiveState hazard={h} />
        </>
      )}
      <div className="hazard-cols">
        <Form.Item name="kind" label={t('hazard.kindName')}>
          <Radio.Group optionType="button" options={options('kind', ['immediate', 'limited'])} />
        </Form.Item>
        <Form.Item name="due" label={t('hazard.due')} extra={t('hazard.latest', { day: date(h.latest) })}>
          <DatePicker allowClear={false} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Fields />
    </FormAct>
  )
}
