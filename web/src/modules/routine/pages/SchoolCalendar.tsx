import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan, useSession } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { kindWord, whyWord } from '../parts/routine'
import '../parts/routine.css'

type View = components['schemas']['RoutineCalendarView']
type Term = components['schemas']['RoutineTerm']

/** Terms and holidays of one's place, and what comes out day by day. */
export default function SchoolCalendar() {
  const [url, setUrl] = useUrlState()
  const { me } = useSession()
  const path = (me.permissions['routine.view'] ?? [])[0] ?? ''
  const month = url.month || date(serverNow()).slice(0, 7)
  const rules = useCan('routine.calendar', path)
  const may = useCan('routine.manage', path) || rules
  const [form, setForm] = useState<'rest' | 'work' | 'clear' | Term | 'term'>()
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['routine', 'calendar', path, month],
    queryFn: () => must(api.GET('/api/v1/routine/calendar', { params: { query: { month } } })),
    placeholderData: (old) => old,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const close = () => setForm(undefined)
  const saved = () => (close(), void cache.invalidateQueries({ queryKey: ['routine'] }))
  const year = month.slice(0, 4)
  return (
    <>
      <PageHeader
        title={t('routine.calendar.title')}
        tag={<span className="dim">{data.name}</span>}
        hint={t('routine.calendar.hint')}
        actions={
          may && (
            <>
              <Button onClick={() => setForm('clear')}>{t('routine.calendar.clear')}</Button>
              <Button onClick={() => setForm('work')}>{t('routine.calendar.setWork')}</Button>
              <Button type="primary" onClick={() => setForm('rest')}>{t('routine.calendar.set')}</Button>
            </>
          )
        }
      />
      <Panel extra={<DatePicker picker="month" aria-label={t('routine.month')} value={dayjs(`${month}-01`)} allowClear={false} onChange={(d) => setUrl({ month: d?.format('YYYY-MM') ?? '' })} />} title={month}>
        <Month view={data} month={month} />
      </Panel>
      <Panel title={t('routine.calendar.terms')} extra={rules && <Button onClick={() => setForm('term')}>{t('routine.calendar.addTerm')}</Button>}>
        <table className="routine-table">
          <tbody>
            {data.terms.map((x) => (
              <tr key={x.id}>
                <td>{x.name} <Origin path={x.path} own={path} mark={x.mark} /></td>
                <td className="r">{x.fromDay} — {x.toDay}</td>
                <td className="r">{rules && x.path === path && <Button size="small" onClick={() => setForm(x)}>{t('ui.edit')}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title={`${t('routine.calendar.holidays')} ${year}`}>
        <table className="routine-table">
          <tbody>
            {data.holidays.filter((h) => h.day.startsWith(year)).map((h) => (
              <tr key={h.day}>
                <td className="num">{h.day}</td>
                <td>{h.name} <Origin path={h.path} own={path} mark={h.mark} /><small>{h.basis}</small></td>
                <td className="r">{h.rest ? t('routine.calendar.rest') : t('routine.calendar.work')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {typeof form === 'string' && form !== 'term' && <DaysForm what={form} path={path} month={month} onClose={close} onSaved={saved} />}
      {(form === 'term' || typeof form === 'object') && <TermForm {...(typeof form === 'object' && { term: form })} path={path} onClose={close} onSaved={saved} />}
    </>
  )
}

function Origin({ path, own, mark }: { path: string; own: string; mark: string }) {
  return (
    <>
      <StatusTag hue={path === own ? 'blue' : 'grey'}>{path === own ? t('routine.calendar.own') : t('routine.calendar.above')}</StatusTag>{' '}
      {mark === 'M' && <StatusTag hue="orange">{t('routine.calendar.check')}</StatusTag>}
    </>
  )
}

const weekdays = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const

function Month({ view, month }: { view: View; month: string }) {
  const first = (dayjs(`${month}-01`).day() + 6) % 7
  return (
    <div className="cal">
      {weekdays.map((w) => <b key={w}>{t(`routine.calendar.weekday.${w}`)}</b>)}
      {Array.from({ length: first }, (_, i) => <i key={i} />)}
      {view.days.map((d) => (
        <span key={d.day} className={d.school ? (d.kind > 1 ? 'big' : '') : 'off'}>
          <i>{Number(d.day.slice(8))}</i>
          {d.school ? kindWord(d.kind) : whyWord(d.why)}
        </span>
      ))}
    </div>
  )
}

function DaysForm({ what, path, month, onClose, onSaved }: { what: 'rest' | 'work' | 'clear'; path: string; month: string; onClose: () => void; onSaved: () => void }) {
  const required = [{ required: true, message: tField({ code: 'required' }) }]
  const title = what === 'rest' ? t('routine.calendar.set') : what === 'work' ? t('routine.calendar.setWork') : t('routine.calendar.clear')
  return (
    <FormDrawer<{ days: string[]; name: string; basis: string }>
      open
      width={420}
      title={title}
      submit={(v) => must(api.POST('/api/v1/routine/holidays', { body: { path, days: v.days, rest: what === 'rest', clear: what === 'clear', name: v.name ?? '', basis: v.basis ?? '' } }))}
      onClose={onClose}
      onSaved={onSaved}
    >
      <Form.Item name="days" label={t('routine.calendar.days')} rules={required}><Days month={month} /></Form.Item>
      {what !== 'clear' && <Form.Item name="name" label={t('routine.calendar.reason')} rules={required}><Input maxLength={30} /></Form.Item>}
      {what !== 'clear' && <Form.Item name="basis" label={t('routine.calendar.basis')}><Input maxLength={80} /></Form.Item>}
    </FormDrawer>
  )
}

function Days({ id, value = [], onChange, month }: { id?: string; value?: string[]; onChange?: (days: string[]) => void; month: string }) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      multiple
      value={value.map((d) => dayjs(d))}
      defaultPickerValue={dayjs(`${month}-01`)}
      onChange={(days) => onChange?.((days ?? []).map((d) => d.format('YYYY-MM-DD')))}
      style={{ width: '100%' }}
    />
  )
}

function TermForm({ term, path, onClose, onSaved }: { term?: Term; path: string; onClose: () => void; onSaved: () => void }) {
  const required = [{ required: true, message: tField({ code: 'required' }) }]
  return (
    <FormDrawer<{ name: string; fromDay: string; toDay: string }>
      open
      width={420}
      title={term ? t('routine.calendar.editTerm') : t('routine.calendar.addTerm')}
      {...(term && { initial: { name: term.name, fromDay: term.fromDay, toDay: term.toDay } })}
      submit={(v) =>
        term
          ? must(api.PUT('/api/v1/routine/terms/{id}', { params: { path: { id: term.id } }, body: { ...v, path, version: term.version } }))
          : must(api.POST('/api/v1/routine/terms', { body: { ...v, path } }))
      }
      onClose={onClose}
      onSaved={onSaved}
    >
      <Form.Item name="name" label={t('routine.calendar.name')} rules={required}><Input maxLength={40} /></Form.Item>
      <Form.Item name="fromDay" label={t('routine.calendar.from')} rules={required}><Input maxLength={10} placeholder="2026-09-01" /></Form.Item>
      <Form.Item name="toDay" label={t('routine.calendar.to')} rules={required}><Input maxLength={10} placeholder="2027-01-22" /></Form.Item>
    </FormDrawer>
  )
}
