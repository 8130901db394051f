import { Button, Checkbox, DatePicker, Form, Input, Radio, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import dayjs from 'dayjs'
import { useState, type ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { upload } from '../../../api/files'
import { FileDrop } from '../../../ui/FileDrop'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { EntryForm } from './EntryForm'
import { DayField, Pick, required } from './Fields'
import { consequences, inDays, risks, today, type Dispute, type Staff } from './words'

interface Props {
  dispute: Dispute
  changed: () => void
}

interface VerbProps<V extends object> {
  act: string
  main?: boolean
  danger?: boolean
  hint?: string
  initial?: Partial<V>
  send: (values: V) => Promise<unknown>
  changed: () => void
  children: ReactNode
}

/** A verb with its form. */
export function Verb<V extends object>({ act, main = false, danger = false, hint, initial, send, changed, children }: VerbProps<V>) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button {...(main && { type: 'primary' as const })} danger={danger} onClick={() => setOpen(true)}>
        {act}
      </Button>
      <FormDrawer<V> open={open} title={act} width={480} submitText={act} initial={initial ?? ({} as Partial<V>)} submit={send} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), changed())}>
        {hint && <p className="dim">{hint}</p>}
        {children}
      </FormDrawer>
    </>
  )
}

export const Text = ({ name, label, rows = 3, need = true, max = 500, extra }: { name: string; label: string; rows?: number; need?: boolean; max?: number; extra?: string }) => (
  <Form.Item name={name} label={label} rules={need ? required : []} extra={extra}>
    <Input.TextArea rows={rows} maxLength={max} />
  </Form.Item>
)

/** What this person may do with the dispute now, the next step first. */
export function Acts({ dispute: d, changed }: Props) {
  const may = (verb: string) => d.next.includes(verb)
  const params = { path: { id: d.id } }
  const v = { version: d.version }
  const [editing, setEditing] = useState(false)
  return (
    <div className="mediation-acts">
      {may('report') && (d.harm || d.state === 'registered') && (
        <Verb<{ to: 'police' | 'civil' | 'education'; at: dayjs.Dayjs; number?: string }>
          act={t('mediation.report')} main={d.harm} danger={d.harm} hint={t('mediation.harmHint')} changed={changed} initial={{ to: 'police', at: dayjs(serverNow()) }}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/report', { params, body: { ...v, to: x.to, at: x.at.valueOf(), number: x.number ?? '' } }))}
        >
          <Pick name="to" label={t('mediation.reportTo')} words={['police', 'civil', 'education']} word={(w) => t(`mediation.reportTos.${w as 'police'}`)} />
          <Form.Item name="at" label={t('mediation.reportAt')} rules={required}>
            <DatePicker showTime style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="number" label={t('mediation.reportNo')}>
            <Input maxLength={40} />
          </Form.Item>
        </Verb>
      )}
      {may('grade') && (
        <Verb<{ risk: 'red' | 'orange' | 'yellow' | 'blue'; consequences?: string[] }>
          act={t('mediation.grade')} main={d.state === 'registered'} hint={t('mediation.gradeHint')} changed={changed}
          initial={{ ...(d.risk !== '' && { risk: d.risk }), consequences: d.sheet.consequences ?? [] }}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/grade', { params, body: { ...v, risk: x.risk, consequences: x.consequences ?? [] } }))}
        >
          <Form.Item name="risk" label={t('mediation.risk')} rules={required}>
            <Radio.Group optionType="button" options={risks.map((value) => ({ value, label: t(`mediation.risks.${value}`) }))} />
          </Form.Item>
          <Pick name="consequences" label={t('mediation.consequence')} words={consequences} word={(w) => t(`mediation.consequences.${w as 'crowd'}`)} many need={false} />
        </Verb>
      )}
      {may('assign') && <Assign dispute={d} changed={changed} />}
      {may('begin') && <Begin dispute={d} changed={changed} />}
      {may('agree') && <Agree dispute={d} changed={changed} />}
      {may('fulfil') && (
        <Verb<{ note?: string }> act={t('mediation.fulfil')} main changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/fulfil', { params, body: { ...v, note: x.note ?? '' } }))}>
          <Text name="note" label={t('mediation.note')} need={false} />
        </Verb>
      )}
      {may('revisit') && (
        <Verb<{ day: string; result: 'satisfied' | 'stable' | 'unstable'; note?: string }> act={t('mediation.revisit')} main={d.state === 'fulfilled'} changed={changed} initial={{ day: today(), result: 'satisfied' }}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/revisit', { params, body: { ...v, day: x.day, result: x.result, note: x.note ?? '' } }))}>
          <Form.Item name="day" label={t('mediation.revisitDay')} rules={required}>
            <DayField label={t('mediation.revisitDay')} />
          </Form.Item>
          <Pick name="result" label={t('mediation.revisitResult')} words={['satisfied', 'stable', 'unstable']} word={(w) => t(`mediation.revisits.${w as 'stable'}`)} />
          <Text name="note" label={t('mediation.note')} need={false} max={300} />
        </Verb>
      )}
      {may('close') && (
        <Verb<{ result: 'resolved' | 'eased' | 'unresolved' | 'court' | 'police'; note?: string }> act={t('mediation.close')} main hint={t('mediation.closeHint')} changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/close', { params, body: { ...v, result: x.result, note: x.note ?? '' } }))}>
          <Pick name="result" label={t('mediation.result')} words={d.state === 'tracking' ? ['resolved', 'eased', 'unresolved', 'court', 'police'] : ['resolved', 'eased', 'unresolved']} word={(w) => t(`mediation.results.${w as 'eased'}`)} />
          <Text name="note" label={t('mediation.note')} need={false} />
        </Verb>
      )}
      {may('progress') && (
        <Verb<{ note: string }> act={t('mediation.progress')} changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/progress', { params, body: { ...v, note: x.note } }))}>
          <Text name="note" label={t('mediation.note')} extra={t('mediation.factsHint')} />
        </Verb>
      )}
      {may('fail') && (
        <Verb<{ way: 'raise' | 'court' | 'police'; reason: string }> act={t('mediation.fail')} changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/fail', { params, body: { ...v, way: x.way, reason: x.reason } }))}>
          <Pick name="way" label={t('mediation.way')} words={['raise', 'court', 'police']} word={(w) => t(`mediation.ways.${w as 'raise'}`)} />
          <Text name="reason" label={t('mediation.reason')} />
        </Verb>
      )}
      {may('extend') && d.more > 0 && (
        <Verb<{ due: string; reason: string }> act={t('mediation.extend')} hint={t('mediation.extendHint', { n: d.more })} changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/extend', { params, body: { ...v, due: x.due, reason: x.reason } }))}>
          <Form.Item name="due" label={t('mediation.extendTo')} rules={required}>
            <DayField label={t('mediation.extendTo')} />
          </Form.Item>
          <Text name="reason" label={t('mediation.reason')} max={300} />
        </Verb>
      )}
      {may('edit') && <Button onClick={() => setEditing(true)}>{t('mediation.edit')}</Button>}
      {may('relapse') && (
        <Verb<{ reason: string }> act={t('mediation.relapse')} danger changed={changed}
          send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/relapse', { params, body: { ...v, reason: x.reason } }))}>
          <Text name="reason" label={t('mediation.reason')} />
        </Verb>
      )}
      <EntryForm open={editing} dispute={d} onClose={() => setEditing(false)} onSaved={() => (setEditing(false), changed())} />
    </div>
  )
}

function usePeople(id: string) {
  return useQuery({ queryKey: ['mediation', 'people', id], queryFn: () => must(api.GET('/api/v1/mediation/disputes/{id}/people', { params: { path: { id } } })), staleTime: 60_000 }).data?.items ?? []
}

const options = (people: Staff[]) => people.map((p) => ({ value: p.id, label: `${p.name} ${p.unit}${p.up ? `（${t('mediation.bureau')}）` : ''}` }))

function Assign({ dispute: d, changed }: Props) {
  const people = usePeople(d.id)
  const leads = d.risk === 'red' || d.risk === 'orange'
  return (
    <Verb<{ department: string; ownerId: string; measures: string; due: string; leaderId?: string; calm?: string }>
      act={t('mediation.assign')} main={d.state === 'graded'} hint={t('mediation.assignHint')} changed={changed}
      initial={{ ...d.order, due: d.order.due || inDays(Math.min(d.days, 14)), ownerId: d.order.ownerId || undefined!, leaderId: d.order.leaderId || undefined! }}
      send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/assign', { params: { path: { id: d.id } }, body: { version: d.version, department: x.department, ownerId: x.ownerId, measures: x.measures, due: x.due, leaderId: x.leaderId ?? '', calm: x.calm ?? '' } }))}
    >
      <Form.Item name="department" label={t('mediation.department')} rules={required}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="ownerId" label={t('mediation.owner')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={options(people)} />
      </Form.Item>
      <Form.Item name="leaderId" label={t('mediation.leader')} rules={leads ? required : []}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={options(people)} />
      </Form.Item>
      <Text name="measures" label={t('mediation.measures')} max={1000} />
      <Text name="calm" label={t('mediation.calm')} rows={2} need={false} max={1000} />
      <Form.Item name="due" label={t('mediation.due')} rules={required} extra={t('mediation.dueHint', { n: d.days })}>
        <DayField label={t('mediation.due')} />
      </Form.Item>
    </Verb>
  )
}

function Begin({ dispute: d, changed }: Props) {
  const people = usePeople(d.id)
  return (
    <Verb<{ finders: string[]; apart?: boolean }> act={t('mediation.begin')} main hint={t('mediation.beginHint')} changed={changed}
      send={(x) => must(api.POST('/api/v1/mediation/disputes/{id}/begin', { params: { path: { id: d.id } }, body: { version: d.version, finders: x.finders.map((id) => ({ id, apart: x.apart ?? false })) } }))}>
      <Form.Item name="finders" label={t('mediation.finders')} rules={required}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options(people)} />
      </Form.Item>
      <Form.Item name="apart" valuePropName="checked">
        <Checkbox>{t('mediation.findersApart')}</Checkbox>
      </Form.Item>
    </Verb>
  )
}

function Agree({ dispute: d, changed }: Props) {
  const [file, setFile] = useState<File>()
  return (
    <Verb<{ text: string }> act={t('mediation.agree')} main={d.state === 'mediating'} changed={changed}
      send={async (x) => {
        const kept = file ? await upload('mediation.paper', d.path, file, file.name) : undefined
        return must(api.POST('/api/v1/mediation/disputes/{id}/agree', { params: { path: { id: d.id } }, body: { version: d.version, text: x.text, fileId: kept?.id ?? '' } }))
      }}>
      <Text name="text" label={t('mediation.agreement')} rows={4} max={2000} extra={t('mediation.factsHint')} />
      <Form.Item label={t('mediation.agreementPaper')} extra={file?.name ?? t('mediation.agreementPaperHint')}>
        <FileDrop types={['.pdf', '.jpg', '.png', '.docx']} maxBytes={20 << 20} onFile={setFile} />
      </Form.Item>
    </Verb>
  )
}
