import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Select, Skeleton } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { PageHeader } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Text, Verb } from '../parts/Acts'
import { ReadBox, ReadLog } from '../parts/Detail'
import { DayField, Pick, required } from '../parts/Fields'
import { careKinds, careMeasures, inDays, list, posts, type Care } from '../parts/words'
import '../parts/mediation.css'

const hue: Record<Care['state'], Hue> = { proposed: 'orange', active: 'green', refused: 'grey', ended: 'grey' }

/** Children under care: masked, until somebody who is named reads one for a purpose. */
export default function CareList() {
  const cache = useQueryClient()
  const [proposing, setProposing] = useState(false)
  const [open, setOpen] = useState<{ what: 'read' | 'log'; care: Care }>()
  const { data, error, refetch } = useQuery({ queryKey: ['mediation-care'], queryFn: () => must(api.GET('/api/v1/mediation/care')) })
  const changed = () => void cache.invalidateQueries({ queryKey: ['mediation-care'] })
  return (
    <>
      <PageHeader
        title={t('mediation.care')}
        hint={t('mediation.careHint')}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setProposing(true)}>
            {t('mediation.carePropose')}
          </Button>
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.items.length === 0 && <EmptyState title={t('mediation.careEmpty')} hint={t('mediation.careEmptyHint')} />}
      <div className="notice-list">
        {data?.items.map((c) => {
          const at = { params: { path: { id: c.id } } }
          return (
            <section key={c.id} className="notice-card">
              <div>
                <b>{`${c.pupil} ${c.class}`}</b> <StatusTag hue={hue[c.state]}>{t(`mediation.careStates.${c.state}`)}</StatusTag>
                <p className="dim">{`${t('mediation.careUntil')} ${c.until} · ${t('mediation.proposer')} ${c.proposer}${c.approver ? ` · ${t('mediation.approver')} ${c.approver}` : ''}`}</p>
                <p>{`${t('mediation.readers')}：${c.readers.map((r) => `${r.name ?? ''}（${t(`mediation.posts.${r.post}`)}）`).join('、')}`}</p>
                {c.note && <p>{c.note}</p>}
              </div>
              <div className="mediation-acts" style={{ margin: 0 }}>
                {c.named && <Button onClick={() => setOpen({ what: 'read', care: c })}>{t('mediation.read')}</Button>}
                {c.decides && <Button type="text" onClick={() => setOpen({ what: 'log', care: c })}>{t('mediation.reads')}</Button>}
                {c.decides && !c.own && c.state === 'proposed' && (
                  <>
                    <ConfirmAct type="primary" danger={false} act={t('mediation.careApprove')} name={`${c.pupil} ${c.class}`} consequence={t('mediation.careApproveHint')}
                      onConfirm={async () => (await must(api.POST('/api/v1/mediation/care/{id}/decide', { ...at, body: { version: c.version, approve: true } })), changed())} />
                    <Verb<{ note: string }> act={t('mediation.careRefuse')} changed={changed} send={(v) => must(api.POST('/api/v1/mediation/care/{id}/decide', { ...at, body: { version: c.version, approve: false, note: v.note } }))}>
                      <Text name="note" label={t('mediation.reason')} max={200} />
                    </Verb>
                  </>
                )}
                {c.decides && c.state === 'active' && (
                  <ConfirmAct act={t('mediation.careEnd')} name={`${c.pupil} ${c.class}`} onConfirm={async () => (await must(api.POST('/api/v1/mediation/care/{id}/end', { ...at, body: { version: c.version } })), changed())} />
                )}
              </div>
            </section>
          )
        })}
      </div>
      {open?.what === 'read' && <Read care={open.care} close={() => setOpen(undefined)} />}
      {open?.what === 'log' && <ReadLog id={open.care.id} close={() => setOpen(undefined)} load={() => must(api.GET('/api/v1/mediation/care/{id}/reads', { params: { path: { id: open.care.id } } }))} />}
      <ProposeForm open={proposing} onClose={() => setProposing(false)} onSaved={() => (setProposing(false), changed())} />
    </>
  )
}

function Read({ care, close }: { care: Care; close: () => void }) {
  return (
    <ReadBox title={`${care.pupil} ${care.class}`} close={close}
      read={async (purpose) => {
        const c = await must(api.POST('/api/v1/mediation/care/{id}/read', { params: { path: { id: care.id } }, body: { purpose } }))
        return (
          <FactList single facts={[
            { label: t('mediation.pupil'), value: c.pupil },
            { label: t('mediation.class'), value: c.class },
            { label: t('mediation.careKind'), value: list(c.kinds, 'careKinds') },
            { label: t('mediation.careMeasure'), value: list(c.measures, 'careMeasures') },
            { label: t('mediation.careUntil'), value: c.until },
            ...(c.report ? [{ label: t('mediation.report'), value: `${t(`mediation.reportTos.${c.report.to}`)} ${dateTime(c.report.at)}` }] : []),
          ]} />
        )
      }} />
  )
}

interface Draft {
  classId: string
  pupilId: string
  kinds: string[]
  measures: string[]
  until: string
  readers: { id: string; post: 'teacher' | 'counsellor' | 'doctor' | 'leader' }[]
  reportedAt?: Dayjs
}

function ProposeForm({ open, onClose, onSaved }: { open: boolean; onClose: () => void; onSaved: () => void }) {
  const [classId, setClass] = useState('')
  const [harmed, setHarmed] = useState(false)
  const school = useQuery({ queryKey: ['schools', 'own'], enabled: open, queryFn: async () => ((await must(api.GET('/api/v1/schools', { params: { query: { limit: 1 } } }))) as { items: { id: string }[] | null }).items?.[0]?.id ?? '' })
  const classes = useQuery({ queryKey: ['schools', 'classes', school.data], enabled: Boolean(school.data), queryFn: () => must(api.GET('/api/v1/schools/{id}/classes', { params: { path: { id: school.data! } } })) })
  const roster = useQuery({ queryKey: ['pupils', 'roster', classId], enabled: classId !== '', queryFn: () => must(api.GET('/api/v1/classes/{id}/pupils', { params: { path: { id: classId } } })) })
  const staff = useQuery({ queryKey: ['mediation-care', 'staff', school.data], enabled: Boolean(school.data), queryFn: () => must(api.GET('/api/v1/mediation/care/staff', { params: { query: { school: school.data! } } })) })
  return (
    <FormDrawer<Draft>
      open={open} title={t('mediation.carePropose')} initial={{ until: inDays(90), readers: [{ id: undefined!, post: 'teacher' }, { id: undefined!, post: 'leader' }] }} onClose={onClose} onSaved={onSaved}
      submit={(v) => must(api.POST('/api/v1/mediation/care', {
        body: { pupilId: v.pupilId, kinds: v.kinds, measures: v.measures, until: v.until, readers: v.readers.filter((r) => r.id), ...(v.reportedAt && { report: { to: 'police' as const, at: v.reportedAt.valueOf() } }) },
      }))}
    >
      <p className="dim">{t('mediation.careHint')}</p>
      <Form.Item name="classId" label={t('mediation.class')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} onChange={(v: string) => setClass(v)} options={((classes.data as { items: { id: string; name: string }[] } | undefined)?.items ?? []).map((c) => ({ value: c.id, label: c.name }))} />
      </Form.Item>
      <Form.Item name="pupilId" label={t('mediation.pupil')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={((roster.data as { items: { id: string; name: string; seat: number }[] } | undefined)?.items ?? []).map((p) => ({ value: p.id, label: `${p.seat} ${p.name}` }))} />
      </Form.Item>
      <Form.Item name="kinds" label={t('mediation.careKind')} rules={required}>
        <Select mode="multiple" onChange={(v: string[]) => setHarmed(v.includes('harmed'))} options={careKinds.map((value) => ({ value, label: t(`mediation.careKinds.${value}`) }))} />
      </Form.Item>
      {harmed && (
        <Form.Item name="reportedAt" label={t('mediation.reportAt')} rules={required} extra={t('mediation.harmHint')}>
          <DatePicker showTime style={{ width: '100%' }} />
        </Form.Item>
      )}
      <Pick name="measures" label={t('mediation.careMeasure')} words={careMeasures} word={(w) => t(`mediation.careMeasures.${w as 'talk'}`)} many />
      <Form.Item name="until" label={t('mediation.careUntil')} rules={required}>
        <DayField label={t('mediation.careUntil')} />
      </Form.Item>
      <Form.Item label={t('mediation.readers')} extra={t('mediation.readersHint')}>
        <Form.List name="readers">
          {(fields) =>
            fields.map((f) => (
              <div key={f.key} className="mediation-party">
                <Form.Item name={[f.name, 'post']} noStyle>
                  <Select style={{ width: 130 }} aria-label={t('mediation.readers')} options={posts.map((value) => ({ value, label: t(`mediation.posts.${value}`) }))} />
                </Form.Item>
                <Form.Item name={[f.name, 'id']} noStyle>
                  <Select style={{ flex: 1 }} allowClear aria-label={t('mediation.readers')} showSearch={{ optionFilterProp: 'label' }} options={staff.data?.items.map((p) => ({ value: p.id, label: `${p.name} ${p.unit}` }))} />
                </Form.Item>
              </div>
            ))
          }
        </Form.List>
      </Form.Item>
    </FormDrawer>
  )
}
