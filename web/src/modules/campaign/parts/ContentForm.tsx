import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useRef } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { useSession } from '../../../ui/session'
import { date } from '../../../ui/time'
import { kinds, stages, type Card, type Step } from './words'

interface Values {
  path: string
  title: string
  theme?: string
  definition?: string
  stages: string[]
  days: [Dayjs, Dayjs]
  steps: Step[]
}

interface Props {
  open: boolean
  /** The draft that is rewritten; nothing for a new campaign. */
  card?: Card
  onClose: () => void
  onSaved: (card: Card) => void
}

const dayMs = 86_400_000

/** A business day of the city begins at its midnight, wherever the browser is. */
const midnight = (d: Dayjs) => Date.parse(`${d.format('YYYY-MM-DD')}T00:00:00+08:00`)

/** What a campaign asks of whom, until when: writes a new one or a draft anew. */
export function ContentForm({ open, card, onClose, onSaved }: Props) {
  const { me } = useSession()
  const own = me.permissions['campaign.edit']?.[0] ?? ''
  const saved = useRef<Card>(undefined)
  const initial: Partial<Values> = card
    ? {
        path: card.path, title: card.title, theme: card.theme, definition: card.definition, stages: card.stages as string[],
        days: [dayjs(date(card.startAt)), dayjs(date(card.untilAt))], steps: card.steps,
      }
    : {
        path: own, definition: t('campaign.form.definitionDefault'), stages: [...stages], days: [dayjs(date(serverNow())), dayjs(date(serverNow() + 29 * dayMs))],
        steps: [{ kind: 'learn', title: t('campaign.kind.learn') }, { kind: 'quiz', title: t('campaign.kind.quiz') }],
      }
  return (
    <FormDrawer<Values>
      open={open} width={760} title={t(card ? 'campaign.editDraft' : 'campaign.create')} initial={initial} onClose={onClose}
      submit={async (v) => {
        const body = {
          title: v.title, theme: v.theme ?? '', definition: v.definition ?? '', stages: v.stages as Card['stages'], steps: v.steps.map(clean),
          startAt: midnight(v.days[0]), untilAt: midnight(v.days[1]) + dayMs - 1,
        }
        saved.current = card
          ? await must(api.PUT('/api/v1/campaigns/{id}', { params: { path: { id: card.id } }, body: { ...body, version: card.version } }))
          : await must(api.POST('/api/v1/campaigns', { body: { ...body, path: v.path } }))
      }}
      onSaved={() => saved.current && onSaved(saved.current)}
    >
      <Form.Item name="title" label={t('campaign.name')} rules={[{ required: true }]}><Input maxLength={80} placeholder={t('campaign.form.titleHint')} /></Form.Item>
      <Form.Item name="theme" label={t('campaign.theme')}><Input maxLength={200} /></Form.Item>
      <div className="cam-row">
        {!card && <Form.Item name="path" label={t('campaign.area')} rules={[{ required: true }]}><AreaField /></Form.Item>}
        <Form.Item name="days" label={t('campaign.window')} rules={[{ required: true }]} extra={t('campaign.form.windowHint')}><DatePicker.RangePicker allowClear={false} /></Form.Item>
      </div>
      <Form.Item name="stages" label={t('campaign.stages')}>
        <Checkbox.Group options={stages.map((value) => ({ value, label: t(`campaign.stage.${value}`) }))} />
      </Form.Item>
      <Form.Item name="definition" label={t('campaign.definition')} extra={t('campaign.form.definitionHint')} rules={[{ required: true }]}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Steps />
    </FormDrawer>
  )
}

/** What the server takes: nothing empty. */
function clean(s: Step): Step {
  const lessons = Object.fromEntries(Object.entries(s.lessons ?? {}).filter(([, id]) => id))
  return { ...s, lessons, text: s.text ?? '', minSeconds: s.minSeconds ?? 0, pass: s.pass ?? 0, optional: s.optional ?? false }
}

function AreaField({ value, onChange }: { value?: string; onChange?: (v: string) => void }) {
  return <AreaTree by="path" value={value ?? ''} onChange={(v) => onChange?.(v)} label={t('campaign.area')} />
}

function Steps() {
  return (
    <Form.List name="steps">
      {(fields, { add, remove }) => (
        <>
          {fields.map((f, i) => (
            <section className="cam-step-card" key={f.key} aria-label={t('campaign.form.stepNo', { n: i + 1 })}>
              <div className="cam-step-head">
                <b>{t('campaign.form.stepNo', { n: i + 1 })}</b>
                {fields.length > 1 && <Button size="small" onClick={() => remove(f.name)}>{t('campaign.form.removeStep')}</Button>}
              </div>
              <div className="cam-row">
                <Form.Item name={[f.name, 'kind']} label={t('campaign.form.kind')}><Select options={kinds.map((value) => ({ value, label: t(`campaign.kind.${value}`) }))} /></Form.Item>
                <Form.Item name={[f.name, 'title']} label={t('campaign.form.stepTitle')} rules={[{ required: true }]}><Input maxLength={60} /></Form.Item>
                <Form.Item name={[f.name, 'minSeconds']} label={t('campaign.form.minSeconds')}><InputNumber min={0} max={7200} style={{ width: '100%' }} /></Form.Item>
                <Form.Item name={[f.name, 'optional']} label={t('campaign.form.optional')} valuePropName="checked"><Checkbox>{t('campaign.form.optionalYes')}</Checkbox></Form.Item>
              </div>
              <Lessons step={f.name} />
            </section>
          ))}
          {fields.length < 16 && <Button block onClick={() => add({ kind: 'learn', title: '' })}>{t('campaign.form.addStep')}</Button>}
        </>
      )}
    </Form.List>
  )
}

/** One lesson for each stage that takes part; a promise has only its text. */
function Lessons({ step }: { step: number }) {
  const form = Form.useFormInstance()
  const kind = Form.useWatch(['steps', step, 'kind'], form) as string | undefined
  const chosen = (Form.useWatch('stages', form) as string[] | undefined) ?? []
  const { data } = useQuery({
    queryKey: ['campaign', 'lessons'], staleTime: 60_000,
    queryFn: () => must(api.GET('/api/v1/lessons', { params: { query: { state: 'published', limit: 500 } } })),
  })
  if (kind === 'commit') return <Form.Item name={[step, 'text']} label={t('campaign.form.promise')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
  return (
    <div className="cam-row">
      {stages.filter((s) => chosen.includes(s)).map((stage) => (
        <Form.Item key={stage} name={[step, 'lessons', stage]} label={t('campaign.form.lessonOf', { stage: t(`campaign.stage.${stage}`) })}>
          <Select
            allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('campaign.form.noLesson')}
            options={(data?.items ?? []).filter((l) => l.stage === stage).map((l) => ({ value: l.id, label: l.title }))}
          />
        </Form.Item>
      ))}
    </div>
  )
}
