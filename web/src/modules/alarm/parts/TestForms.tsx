import { Button, DatePicker, Form, Input, Radio } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { date } from '../../../ui/time'
import { serverNow } from '../../../ui/now'
import { clockText, minutesOf, type TestCard } from './joint'

const required = [{ required: true, message: tField({ code: 'required' }) }]

function DayInput({ id, value, onChange, month }: { id?: string; value?: string; onChange?: (day: string) => void; month?: string }) {
  const today = date(serverNow())
  return (
    <DatePicker
      {...(id ? { id } : {})}
      value={value ? dayjs(value) : null}
      onChange={(d) => onChange?.(d?.format('YYYY-MM-DD') ?? '')}
      disabledDate={(d) => d.format('YYYY-MM-DD') < today || (month !== undefined && d.format('YYYY-MM') !== month)}
      style={{ width: '100%' }}
    />
  )
}

/** Start and end of a window as the browser's own time fields. */
export function WindowFields() {
  return (
    <div className="joint-pair">
      <Form.Item name="from" label={t('alarm.joint.from')} rules={required}>
        <Input type="time" />
      </Form.Item>
      <Form.Item name="to" label={t('alarm.joint.to')} rules={required}>
        <Input type="time" />
      </Form.Item>
    </div>
  )
}

interface When {
  day: string
  from: string
  to: string
}

interface Props {
  test: TestCard
  changed: () => void
}

export function MoveTest({ test, changed, again }: Props & { again?: boolean }) {
  const [open, setOpen] = useState(false)
  const title = again ? t('alarm.joint.retest') : t('alarm.joint.move')
  const send = (v: When) => {
    const when = { day: v.day, from: minutesOf(v.from), to: minutesOf(v.to) }
    return again
      ? must(api.POST('/api/v1/joint-tests', { body: { buttonId: test.buttonId, ...when } }))
      : must(api.POST('/api/v1/joint-tests/{id}/move', { params: { path: { id: test.id } }, body: { version: test.version, ...when } }))
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{title}</Button>
      <FormDrawer<When>
        open={open}
        title={title}
        width={420}
        initial={{ ...(again ? {} : { day: test.day }), from: clockText(test.from || 570), to: clockText(test.to === 1440 ? 660 : test.to) }}
        submit={send}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <p className="dim">{t('alarm.joint.moveHint')}</p>
        <Form.Item name="day" label={t('alarm.joint.day')} rules={required}>
          <DayInput {...(again ? {} : { month: test.month })} />
        </Form.Item>
        <WindowFields />
      </FormDrawer>
    </>
  )
}

export function CancelTest({ test, changed }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{t('alarm.joint.cancel')}</Button>
      <FormDrawer<{ reason: string }>
        open={open}
        title={t('alarm.joint.cancel')}
        width={420}
        initial={{ reason: '' }}
        submit={(v) => must(api.POST('/api/v1/joint-tests/{id}/cancel', { params: { path: { id: test.id } }, body: { version: test.version, reason: v.reason } }))}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <Form.Item name="reason" label={t('alarm.joint.cancelReason')} rules={required}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

type Said = 'yes' | 'no' | 'none'
interface Report {
  located: Said
  video: Said
  talk: Said
  problem: string
  fix: string
}

/** The part of the record that people judge; the times are not here, nobody types them. */
export function RecordForm({ test, changed }: Props) {
  const [open, setOpen] = useState(false)
  const filled = test.located !== ''
  const title = filled ? t('alarm.joint.refill') : t('alarm.joint.fill')
  const options = (['yes', 'no', 'none'] as const).map((value) => ({ value, label: t(`alarm.joint.check.${value}`) }))
  return (
    <>
      <Button type={filled ? 'default' : 'primary'} onClick={() => setOpen(true)}>{title}</Button>
      <FormDrawer<Report>
        open={open}
        title={title}
        width={420}
        initial={{ problem: test.problem, fix: test.fix, ...(filled ? { located: test.located as Said, video: test.video as Said, talk: test.talk as Said } : {}) }}
        submit={(v) =>
          must(api.POST('/api/v1/joint-tests/{id}/record', { params: { path: { id: test.id } }, body: { version: test.version, ...v, problem: v.problem ?? '', fix: v.fix ?? '' } }))
        }
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        {(test.schoolSign || test.policeSign) && <p className="dim">{t('alarm.joint.resign')}</p>}
        {(['located', 'video', 'talk'] as const).map((name) => (
          <Form.Item key={name} name={name} label={t(`alarm.joint.${name}`)} rules={required}>
            <Radio.Group options={options} optionType="button" />
          </Form.Item>
        ))}
        <Form.Item name="problem" label={t('alarm.joint.problem')}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Form.Item name="fix" label={t('alarm.joint.fix')}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
