import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan, useSession } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { date, dateTime } from '../../../ui/time'
import { serverNow } from '../../../ui/now'
import { blocks, blockWord, visitHue, type Block, type Visit } from '../parts/routine'
import '../parts/routine.css'

const states: Visit['state'][] = ['planned', 'agreed', 'held', 'confirmed', 'cancelled']
const posts: Visit['post'][] = ['vice_principal', 'counsellor', 'officer']
const required = () => [{ required: true, message: tField({ code: 'required' }) }]

/** Lessons by police counsellors: station and post, never a name. */
export default function Visits() {
  const [adding, setAdding] = useState(false)
  const cache = useQueryClient()
  const mayPlan = useCan('routine.manage')
  const changed = () => void cache.invalidateQueries({ queryKey: ['visits'] })
  return (
    <>
      <PageHeader
        title={t('routine.visit.title')}
        hint={t('routine.visit.hint')}
        actions={mayPlan && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('routine.visit.add')}</Button>}
      />
      <Ledger<Visit>
        id="visits"
        load={(query) => must(api.GET('/api/v1/routine/visits', { params: { query } }))}
        rowKey={(v) => v.id}
        tabs={{ key: 'state', items: [{ value: '', label: t('routine.visit.all') }, ...states.map((value) => ({ value, label: t(`routine.visit.states.${value}`) }))] }}
        columns={[
          { key: 'day', title: t('routine.day'), width: 120, render: (v) => <span className="num">{v.day}</span> },
          { key: 'school', title: t('routine.school'), width: 220, render: (v) => v.school },
          { key: 'topic', title: t('routine.visit.topic'), render: (v) => v.topic },
          { key: 'unit', title: t('routine.visit.unit'), width: 240, render: (v) => `${v.unit} ${t(`routine.visit.posts.${v.post}`)}` },
          { key: 'heard', title: t('routine.visit.audience'), width: 180, render: (v) => v.audience },
          { key: 'state', title: t('routine.visit.state'), width: 110, render: (v) => <StatusTag hue={visitHue[v.state]}>{t(`routine.visit.states.${v.state}`)}</StatusTag> },
        ]}
        drawerTitle={(v) => v?.topic ?? t('routine.visit.title')}
        drawer={(_id, v, close) => v && <Detail v={v} changed={() => (close(), changed())} />}
        empty={{ title: t('routine.visit.empty'), hint: t('routine.visit.emptyHint') }}
      />
      {adding && <PlanForm onClose={() => setAdding(false)} onSaved={() => (setAdding(false), changed())} />}
    </>
  )
}

interface Values {
  schoolId: string
  day: string
  post: Visit['post']
  unit: string
  topic: string
  block: Block
  audience: string
}

function PlanForm({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const { me } = useSession()
  const home = (me.permissions['routine.manage'] ?? []).map((p) => /sch_\w+/.exec(p)?.[0]).find(Boolean)
  return (
    <FormDrawer<Values>
      open
      width={460}
      title={t('routine.visit.add')}
      initial={{ ...(home && { schoolId: home }), day: date(serverNow()), post: 'counsellor', block: 'social' }}
      submit={(v) => must(api.POST('/api/v1/routine/visits', { body: { ...v, unit: v.unit ?? '', audience: v.audience ?? '' } }))}
      onClose={onClose}
      onSaved={onSaved}
    >
      <Form.Item name="schoolId" label={t('routine.school')} rules={required()} hidden={home !== undefined}><SchoolPicker /></Form.Item>
      <Form.Item name="day" label={t('routine.day')} rules={required()}><Input maxLength={10} /></Form.Item>
      <Form.Item name="post" label={t('routine.visit.post')} rules={required()}><Select options={posts.map((value) => ({ value, label: t(`routine.visit.posts.${value}`) }))} /></Form.Item>
      <Form.Item name="unit" label={t('routine.visit.unit')} extra={t('routine.visit.unitHint')}><Input maxLength={60} /></Form.Item>
      <Form.Item name="topic" label={t('routine.visit.topic')} rules={required()}><Input maxLength={60} /></Form.Item>
      <Form.Item name="block" label={t('routine.block')} rules={required()}><Select options={blocks.map((value) => ({ value, label: blockWord(value) }))} /></Form.Item>
      <Form.Item name="audience" label={t('routine.visit.audience')} rules={required()}><Input maxLength={60} /></Form.Item>
    </FormDrawer>
  )
}

function Detail({ v, changed }: { v: Visit; changed: () => void }) {
  const [form, setForm] = useState<'hold' | 'cancel'>()
  const runs = useCan('routine.manage', v.path)
  const police = useCan('routine.agree', v.path)
  const at = { params: { path: { id: v.id } } }
  const body = { version: v.version }
  const ahead = v.state === 'planned' || v.state === 'agreed'
  return (
    <>
      <FactList
        facts={[
          { label: t('routine.school'), value: v.school, wide: true },
          { label: t('routine.visit.topic'), value: v.topic, wide: true },
          { label: t('routine.day'), value: v.day },
          { label: t('routine.visit.state'), value: <StatusTag hue={visitHue[v.state]}>{t(`routine.visit.states.${v.state}`)}</StatusTag> },
          { label: t('routine.visit.unit'), value: v.unit },
          { label: t('routine.visit.post'), value: t(`routine.visit.posts.${v.post}`) },
          { label: t('routine.block'), value: blockWord(v.block) },
          { label: t('routine.visit.audience'), value: v.audience },
          { label: t('routine.visit.agreed'), value: v.agreedAt > 0 && `${v.agreedName} ${dateTime(v.agreedAt)}` },
          { label: t('routine.visit.present'), value: v.present > 0 && t('routine.visit.heldOf', { n: v.present, m: v.minutes }) },
          { label: t('routine.visit.confirmed'), value: v.confirmedAt > 0 && `${v.confirmedName} ${dateTime(v.confirmedAt)}`, wide: true },
          ...(v.note ? [{ label: t('routine.visit.note'), value: v.note, wide: true }] : []),
          ...(v.cancelReason ? [{ label: t('routine.visit.cancelled'), value: v.cancelReason, wide: true }] : []),
        ]}
      />
      <div className="routine-acts">
        {(runs || police) && v.state === 'planned' && (
          <ConfirmAct type="primary" danger={false} act={t('routine.visit.acts.agree')} name={v.topic} consequence={t('routine.visit.acts.agreeHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/routine/visits/{id}/agree', { ...at, body })), changed())} />
        )}
        {runs && ahead && <Button onClick={() => setForm('hold')}>{t('routine.visit.acts.hold')}</Button>}
        {runs && v.state === 'held' && (
          <ConfirmAct type="primary" danger={false} act={t('routine.visit.acts.confirm')} name={v.topic} consequence={t('routine.visit.acts.confirmHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/routine/visits/{id}/confirm', { ...at, body })), changed())} />
        )}
        {(runs || police) && ahead && <Button danger onClick={() => setForm('cancel')}>{t('routine.visit.acts.cancel')}</Button>}
      </div>
      <FormDrawer<{ present: number; minutes: number; note: string }>
        open={form === 'hold'} width={420} title={t('routine.visit.acts.hold')} initial={{ minutes: 40 }}
        submit={(x) => must(api.POST('/api/v1/routine/visits/{id}/hold', { ...at, body: { ...body, present: x.present, minutes: x.minutes, note: x.note ?? '' } }))}
        onClose={() => setForm(undefined)} onSaved={() => (setForm(undefined), changed())}
      >
        <Form.Item name="present" label={t('routine.visit.present')} rules={required()}><InputNumber min={1} max={9999} /></Form.Item>
        <Form.Item name="minutes" label={t('routine.visit.minutes')} rules={required()}><InputNumber min={1} max={480} /></Form.Item>
        <Form.Item name="note" label={t('routine.visit.note')}><Input.TextArea rows={3} maxLength={200} /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason: string }>
        open={form === 'cancel'} width={420} title={t('routine.visit.acts.cancel')}
        submit={(x) => must(api.POST('/api/v1/routine/visits/{id}/cancel', { ...at, body: { ...body, reason: x.reason ?? '' } }))}
        onClose={() => setForm(undefined)} onSaved={() => (setForm(undefined), changed())}
      >
        <Form.Item name="reason" label={t('routine.visit.acts.reason')} rules={required()}><Input.TextArea rows={3} maxLength={200} /></Form.Item>
      </FormDrawer>
    </>
  )
}
