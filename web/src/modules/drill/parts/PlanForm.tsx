import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { date } from '../../../ui/time'
import { clock, minutes, scenarios, type Drill } from './words'

const required = [{ required: true, message: tField({ code: 'required' }) }]

export function DayInput({ id, value, onChange }: { id?: string; value?: string; onChange?: (day: string) => void }) {
  const today = date(serverNow())
  return (
    <DatePicker
      {...(id ? { id } : {})}
      value={value ? dayjs(value) : null}
      onChange={(d) => onChange?.(d?.format('YYYY-MM-DD') ?? '')}
      disabledDate={(d) => d.format('YYYY-MM-DD') < today}
      style={{ width: '100%' }}
    />
  )
}

interface Values {
  schoolId?: string
  day: string
  at: string
  scenario: string
  form: 'actual' | 'tabletop' | 'discussion'
  scope: 'all' | 'part'
  title: string
  place?: string
  commander?: string
  targetS?: number | null
  classIds?: string[]
  departments?: string
  supplies?: string
  script?: string
}

interface Props {
  /** Missing for a new plan. */
  drill?: Drill
  saved: (id: string) => void
}

/** The plan and the script of a drill. */
export function PlanForm({ drill, saved }: Props) {
  const [open, setOpen] = useState(false)
  // Leaving for the new drill waits until the form knows that all is saved.
  const made = useRef('')
  const title = drill ? t('drill.edit') : t('drill.plan')
  const own = useQuery({
    queryKey: ['schools', 'own'],
    queryFn: () => must(api.GET('/api/v1/schools', { params: { query: { limit: 2 } } })),
    enabled: open && !drill,
    staleTime: 60_000,
  })
  const schools = (own.data as { items?: { id: string; name: string }[] } | undefined)?.items ?? []
  const only = schools.length === 1 ? schools[0] : undefined

  async function submit(v: Values) {
    const plan = {
      day: v.day, at: minutes(v.at), scenario: v.scenario, form: v.form, scope: v.scope, title: v.title, place: v.place ?? '', commander: v.commander ?? '',
      targetS: v.targetS ?? 0, classIds: v.scope === 'part' ? (v.classIds ?? []) : [], departments: v.departments ?? '', supplies: v.supplies ?? '', script: v.script ?? '',
    }
    const { id } = drill
      ? await must(api.PUT('/api/v1/drills/{id}', { params: { path: { id: drill.id } }, body: { version: drill.version, ...plan } }))
      : await must(api.POST('/api/v1/drills', { body: { schoolId: v.schoolId ?? only?.id ?? '', ...plan } }))
    made.current = id
  }

  return (
    <>
      <Button type={drill ? 'default' : 'primary'} onClick={() => setOpen(true)}>
        {title}
      </Button>
      {open && (drill || own.data) && (
        <FormDrawer<Values> open title={title} initial={initial(drill)} submit={submit} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), saved(made.current))}>
          {!drill && !only && (
            <Form.Item name="schoolId" label={t('drill.school')} rules={required}>
              <SchoolPicker />
            </Form.Item>
          )}
          <Fields schoolId={drill?.schoolId ?? only?.id} />
        </FormDrawer>
      )}
    </>
  )
}

function initial(d: Drill | undefined): Partial<Values> {
  if (!d) return { at: '09:40', scenario: 'fire', form: 'actual', scope: 'all' }
  return {
    day: d.day, at: clock(d.at), scenario: d.scenario, form: d.form, scope: d.scope, title: d.title, place: d.place, commander: d.commander, targetS: d.targetS || null,
    classIds: d.roll.map((c) => c.id), departments: d.departments, supplies: d.supplies, script: d.script,
  }
}

function Fields({ schoolId }: { schoolId: string | undefined }) {
  const form = Form.useFormInstance<Values>()
  const scope = Form.useWatch('scope', form)
  const kind = Form.useWatch('form', form)
  const school = Form.useWatch('schoolId', form) ?? schoolId
  const { data } = useQuery({
    queryKey: ['drills', 'classes', school],
    queryFn: () => must(api.GET('/api/v1/drills/classes', { params: { query: { school: school ?? '' } } })),
    enabled: Boolean(school),
  })
  return (
    <>
      <Form.Item name="title" label={t('drill.planTitle')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <div className="drill-pair">
        <Form.Item name="day" label={t('drill.day')} rules={required}>
          <DayInput />
        </Form.Item>
        <Form.Item name="at" label={t('drill.at')} rules={required}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="scenario" label={t('drill.scenarioName')} rules={required}>
          <Select options={scenarios.map((value) => ({ value, label: t(`drill.scenario.${value}`) }))} />
        </Form.Item>
        <Form.Item name="place" label={t('drill.place')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="form" label={t('drill.formName')}>
          <Radio.Group optionType="button" options={(['actual', 'tabletop', 'discussion'] as const).map((value) => ({ value, label: t(`drill.form.${value}`) }))} />
        </Form.Item>
        <Form.Item name="scope" label={t('drill.scopeName')}>
          <Radio.Group optionType="button" options={(['all', 'part'] as const).map((value) => ({ value, label: t(`drill.scope.${value}`) }))} />
        </Form.Item>
      </div>
      {scope === 'part' && (
        <Form.Item name="classIds" label={t('drill.classes')} rules={required}>
          <Select mode="multiple" optionFilterProp="label" options={(data?.items ?? []).map((c) => ({ value: c.id, label: c.name }))} />
        </Form.Item>
      )}
      {kind === 'actual' && (
        <Form.Item name="targetS" label={t('drill.target')} extra={data && (data.targetS > 0 ? t('drill.targetHint', { n: data.targetS }) : t('drill.targetOwn'))}>
          <InputNumber min={0} max={3600} style={{ width: '100%' }} />
        </Form.Item>
      )}
      <div className="drill-pair">
        <Form.Item name="commander" label={t('drill.commander')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="departments" label={t('drill.departments')}>
          <Input maxLength={300} />
        </Form.Item>
      </div>
      <Form.Item name="supplies" label={t('drill.supplies')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Form.Item name="script" label={t('drill.script')} extra={t('drill.scriptHint')}>
        <Input.TextArea rows={6} maxLength={4000} />
      </Form.Item>
    </>
  )
}
