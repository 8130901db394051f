import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan, useSession } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { blocks, blockWord, type Block, type GradeHours } from '../parts/routine'
import '../parts/routine.css'

const sum = (by: Record<string, number>) => Object.values(by).reduce((a, b) => a + b, 0)
/** Hours with one decimal at most. */
const hoursOf = (minutes: number, of: number) => Math.round((minutes / of) * 10) / 10

/** Safety lessons of a school: norm, plan and what the classes have had. */
export default function Hours() {
  const [url, setUrl] = useUrlState()
  const { me } = useSession()
  const home = (me.permissions['routine.view'] ?? []).map((p) => /sch_\w+/.exec(p)?.[0]).find(Boolean)
  const school = url.school || home || ''
  const mayPlan = useCan('routine.manage')
  const mayAdd = useCan('routine.record') && home === school
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title={t('routine.hours.title')}
        hint={t('routine.hours.hint')}
        actions={mayAdd && <Button type="primary" onClick={() => setAdding(true)}>{t('routine.hours.add')}</Button>}
      />
      <Panel>
        {!home && (
          <div className="routine-bar">
            <SchoolPicker value={school} onChange={(id) => setUrl({ school: id })} />
          </div>
        )}
        {school ? <Grades school={school} mayPlan={mayPlan} /> : <EmptyState title={t('ui.pickSchool')} />}
      </Panel>
      {adding && <AddLesson school={school} onClose={() => setAdding(false)} />}
    </>
  )
}

function Grades({ school, mayPlan }: { school: string; mayPlan: boolean }) {
  const [planning, setPlanning] = useState<GradeHours>()
  const cache = useQueryClient()
  const at = { params: { path: { id: school } } }
  const { data, error, refetch } = useQuery({ queryKey: ['routine', 'hours', school], queryFn: () => must(api.GET('/api/v1/routine/schools/{id}/hours', at)) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  if (data.items.length === 0) return <EmptyState title={t('routine.noClasses')} hint={t('routine.noClassesHint')} />
  return (
    <div className="routine-scroll">
      <table className="routine-table">
        <thead>
          <tr>
            <th scope="col">{t('routine.class')}</th>
            <th scope="col" className="r">{t('routine.hours.norm')}</th>
            <th scope="col" className="r">{t('routine.hours.plan')}</th>
            <th scope="col" className="r">{t('routine.hours.held')}</th>
            {blocks.map((b) => <th scope="col" className="r" key={b}>{blockWord(b)}</th>)}
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {data.items.map((g) => (
            <Grade key={g.grade} g={g} {...(mayPlan && { plan: () => setPlanning(g) })} />
          ))}
        </tbody>
      </table>
      {planning && (
        <FormDrawer<Record<Block, number>>
          open
          width={420}
          title={`${t('routine.hours.edit')} · ${gradeWord(planning)}`}
          initial={Object.fromEntries(blocks.map((b) => [b, planning.planned[b] ?? 0]))}
          submit={(v) => must(api.PUT('/api/v1/routine/schools/{id}/hours', { ...at, body: { grade: planning.grade, hours: Object.fromEntries(blocks.map((b) => [b, v[b] ?? 0])) } }))}
          onClose={() => setPlanning(undefined)}
          onSaved={() => (setPlanning(undefined), void cache.invalidateQueries({ queryKey: ['routine', 'hours'] }))}
        >
          {planning.norm > 0 && <p className="dim">{t('routine.hours.norm')}：{t('routine.hours.hours', { n: planning.norm })}</p>}
          {blocks.map((b) => (
            <Form.Item key={b} name={b} label={t('routine.hours.ofBlock', { name: blockWord(b) })}>
              <InputNumber min={0} max={200} precision={0} />
            </Form.Item>
          ))}
        </FormDrawer>
      )}
    </div>
  )
}

const gradeWord = (g: GradeHours) => g.name || (g.grade === 0 ? t('routine.hours.mixed') : t('routine.hours.grade', { n: g.grade }))

function Grade({ g, plan }: { g: GradeHours; plan?: () => void }) {
  const planned = sum(g.planned)
  const average = (minutes: number) => hoursOf(minutes / Math.max(1, g.classes), g.minutes)
  const held = average(sum(g.held))
  const sources = Object.entries(g.source).filter(([, n]) => n > 0)
  return (
    <tr>
      <td>
        <b>{gradeWord(g)}</b>
        <small>{sources.map(([s, n]) => `${tMaybe(`routine.hours.sources.${s}`) ?? s} ${average(n)}`).join(' · ')}</small>
      </td>
      <td className="r">{g.norm > 0 ? g.norm : t('routine.hours.none')}</td>
      <td className="r">
        {planned} {planned < g.norm && <StatusTag hue="orange">{t('routine.hours.below')}</StatusTag>}
      </td>
      <td className="r">
        {held}
        <small>{t('routine.hours.least', { a: hoursOf(g.least, g.minutes), b: hoursOf(g.most, g.minutes) })}</small>
      </td>
      {blocks.map((b) => (
        <td className="r" key={b}>
          {average(g.held[b] ?? 0)}
          <small>/ {g.planned[b] ?? 0}</small>
        </td>
      ))}
      <td className="r">{plan && <Button size="small" onClick={plan} aria-label={`${t('routine.hours.edit')} ${gradeWord(g)}`}>{t('routine.hours.edit')}</Button>}</td>
    </tr>
  )
}

interface LessonValues {
  classIds: string[]
  day: string
  minutes: number
  block: Block
  title: string
}

function AddLesson({ school, onClose }: { school: string; onClose: () => void }) {
  const cache = useQueryClient()
  const { data } = useQuery({ queryKey: ['classes', school], queryFn: () => must(api.GET('/api/v1/schools/{id}/classes', { params: { path: { id: school } } })) })
  const required = [{ required: true, message: tField({ code: 'required' }) }]
  return (
    <FormDrawer<LessonValues>
      open
      width={460}
      title={t('routine.hours.add')}
      initial={{ day: date(serverNow()), minutes: 40, block: 'accident' }}
      submit={(v) => must(api.POST('/api/v1/routine/lessons', { body: { classIds: v.classIds, day: v.day, minutes: v.minutes, block: v.block, title: v.title } }))}
      onClose={onClose}
      onSaved={() => (onClose(), void cache.invalidateQueries({ queryKey: ['routine', 'hours'] }))}
    >
      <Form.Item name="classIds" label={t('routine.hours.classes')} rules={required}>
        <Select mode="multiple" optionFilterProp="label" options={(data?.items ?? []).map((c) => ({ value: c.id, label: c.name }))} />
      </Form.Item>
      <Form.Item name="title" label={t('routine.hours.title_')} rules={required}><Input maxLength={60} /></Form.Item>
      <Form.Item name="block" label={t('routine.block')} rules={required}><Select options={blocks.map((value) => ({ value, label: blockWord(value) }))} /></Form.Item>
      <Form.Item name="day" label={t('routine.day')} rules={required}><Input maxLength={10} /></Form.Item>
      <Form.Item name="minutes" label={t('routine.hours.minutes')} rules={required}><InputNumber min={1} max={240} /></Form.Item>
    </FormDrawer>
  )
}
