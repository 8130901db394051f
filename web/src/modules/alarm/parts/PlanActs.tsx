import { useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { minutesOf } from './joint'
import { WindowFields } from './TestForms'

interface Values {
  from: string
  to: string
  skipDays: string[]
}

/** Plan the month, and tell the police of it. */
export function PlanActs({ month, path }: { month: string; path: string }) {
  const [open, setOpen] = useState(false)
  const { message } = App.useApp()
  const cache = useQueryClient()
  const changed = () => cache.invalidateQueries({ queryKey: ['joint-tests'] })
  const scope = path ? { path } : {}

  async function generate(v: Values) {
    const got = await must(
      api.POST('/api/v1/joint-tests/generate', { body: { month, ...scope, from: minutesOf(v.from), to: minutesOf(v.to), skipDays: v.skipDays ?? [] } }),
    )
    if (got.left > 0) void message.warning(t('alarm.joint.generatedLeft', { placed: got.placed, left: got.left }))
    else if (got.placed === 0) void message.info(t('alarm.joint.generatedNone'))
    else void message.success(t('alarm.joint.generated', { placed: got.placed, schools: got.schools }))
  }

  async function announce() {
    const told = await must(api.POST('/api/v1/joint-tests/announce', { body: { month, ...scope } }))
    void message.info(told.tests === 0 ? t('alarm.joint.announcedNone') : t('alarm.joint.announced', { people: told.people, tests: told.tests }))
    await changed()
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('alarm.joint.generate')}</Button>
      <ConfirmAct type="primary" danger={false} act={t('alarm.joint.announce')} name={`${month} ${t('alarm.joint.menu')}`} consequence={t('alarm.joint.announceHint')} onConfirm={announce} />
      <FormDrawer<Values>
        open={open}
        title={`${t('alarm.joint.generate')} ${month}`}
        width={420}
        initial={{ from: '09:30', to: '11:00', skipDays: [] }}
        submit={generate}
        submitText={t('alarm.joint.generate')}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), void changed())}
      >
        <p className="dim">{t('alarm.joint.generateHint')}</p>
        <WindowFields />
        <Form.Item name="skipDays" label={t('alarm.joint.skipDays')}>
          <Days month={month} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

function Days({ id, value = [], onChange, month }: { id?: string; value?: string[]; onChange?: (days: string[]) => void; month: string }) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      multiple
      value={value.map((d) => dayjs(d))}
      defaultPickerValue={dayjs(`${month}-01`)}
      disabledDate={(d) => d.format('YYYY-MM') !== month}
      onChange={(days) => onChange?.((days ?? []).map((d) => d.format('YYYY-MM-DD')))}
      style={{ width: '100%' }}
    />
  )
}
