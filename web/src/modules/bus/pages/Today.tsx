import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Form, Input, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { dateTime, timeOfDay } from '../../../ui/time'
import { clock, hue, states, type Trip } from '../parts/words'
import '../parts/bus.css'

/** The trips of the day, the red ones first. */
export default function Today() {
  return (
    <>
      <PageHeader title={t('bus.title')} hint={t('bus.hint')} />
      <Ledger<Trip>
        id="bus-trips"
        load={(query) => must(api.GET('/api/v1/buses/trips', { params: { query } }))}
        rowKey={(x) => x.id}
        every={3000}
        limit={300}
        exportHref={(query) => `/api/v1/buses/trips/export?${new URLSearchParams(query as Record<string, string>).toString()}`}
        tabs={{ key: 'state', items: [{ value: '', label: t('bus.all') }, { value: 'red', label: t('bus.red') }, ...states.map((value) => ({ value, label: t(`bus.states.${value}`) }))] }}
        filters={[
          { key: 'day', kind: 'own', label: t('bus.day'), render: (v, set) => <DatePicker aria-label={t('bus.day')} value={v ? dayjs(v) : null} onChange={(d) => set(d?.format('YYYY-MM-DD') ?? '')} /> },
          { key: 'path', kind: 'own', label: t('bus.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('bus.area')} /> },
          { key: 'q', kind: 'search', label: t('bus.find'), width: 200 },
        ]}
        columns={[
          { key: 'time', title: t('bus.time'), width: 120, render: (x) => <span className="num">{`${clock(x.from)}–${clock(x.to)}`}</span> },
          { key: 'line', title: t('bus.line'), width: 130, render: (x) => `${x.line} ${t(`bus.direction.${x.direction}`)}` },
          { key: 'school', title: t('bus.school'), render: (x) => x.school },
          { key: 'plate', title: t('bus.plate'), width: 110, render: (x) => <span className="num">{x.plate}</span> },
          { key: 'attendant', title: t('bus.attendant'), width: 100, render: (x) => x.attendant },
          { key: 'n', title: `${t('bus.riders')} / ${t('bus.boarded')} / ${t('bus.alighted')}`, width: 170, align: 'right', render: (x) => <span className="num">{`${x.expected} / ${x.boarded} / ${x.alighted}`}</span> },
          { key: 'clear', title: t('bus.clear'), width: 100, render: (x) => <span className="num">{timeOfDay(x.clearedAt) || '—'}</span> },
          { key: 'state', title: t('bus.state'), width: 210, render: (x) => <State trip={x} /> },
        ]}
        drawerTitle={(x) => (x ? `${x.line} ${t(`bus.direction.${x.direction}`)} ${x.plate}` : t('bus.trip'))}
        drawer={(id) => <Detail id={id} />}
        empty={{ title: t('bus.empty'), hint: t('bus.emptyHint') }}
      />
    </>
  )
}

const State = ({ trip }: { trip: Trip }) => (
  <>
    {trip.red && trip.alarm !== '' ? <StatusTag hue="red">{t(`bus.alarms.${trip.alarm}`)}</StatusTag> : <StatusTag hue={hue[trip.state]}>{t(`bus.states.${trip.state}`)}</StatusTag>}
  </>
)

function Detail({ id }: { id: string }) {
  const cache = useQueryClient()
  const { data: x, error, refetch } = useQuery({ queryKey: ['bus-trips', id], queryFn: () => must(api.GET('/api/v1/buses/trips/{id}', { params: { path: { id } } })), refetchInterval: 3000 })
  const settles = useCan('bus.resolve', x?.path)
  const keeps = useCan('bus.manage', x?.path)
  if (error && !x) return <ErrorState error={error} retry={() => void refetch()} />
  if (!x) return <Skeleton active paragraph={{ rows: 8 }} />
  const changed = () => void cache.invalidateQueries({ queryKey: ['bus-trips'] })
  const bad = x.check.filter((c) => !c.ok)
  return (
    <>
      {x.red && x.alarm !== '' && <Alert type="error" showIcon title={t('bus.redLine', { alarm: t(`bus.alarms.${x.alarm}`), time: timeOfDay(x.alarmAt) })} description={t('bus.redDo')} style={{ marginBottom: 12 }} />}
      {!x.red && x.resolvedAt > 0 && <Alert type="info" showIcon title={t('bus.resolved', { by: x.resolvedBy, time: dateTime(x.resolvedAt), reason: x.reason })} style={{ marginBottom: 12 }} />}
      <div className="bus-acts">
        {x.red && settles && <Reason act={t('bus.resolve')} label={t('bus.resolveReason')} main send={(reason) => must(api.POST('/api/v1/buses/trips/{id}/resolve', { params: { path: { id } }, body: { reason } }))} changed={changed} />}
        {keeps && (x.state === 'planned' || x.state === 'checked') && <Reason act={t('bus.cancel')} label={t('bus.cancelReason')} send={(reason) => must(api.POST('/api/v1/buses/trips/{id}/cancel', { params: { path: { id } }, body: { reason } }))} changed={changed} />}
      </div>
      <FactList
        facts={[
          { label: t('bus.school'), value: x.school, wide: true },
          { label: t('bus.line'), value: `${x.line} ${t(`bus.direction.${x.direction}`)}` },
          { label: t('bus.time'), value: <span className="num">{`${x.day} ${clock(x.from)}–${clock(x.to)}`}</span> },
          { label: t('bus.plate'), value: <span className="num">{x.plate}</span> },
          { label: t('bus.state'), value: <State trip={x} /> },
          { label: t('bus.driver'), value: x.driver },
          { label: t('bus.attendant'), value: x.attendant },
          { label: t('bus.riders'), value: x.expected },
          { label: t('bus.boarded'), value: <span className="num">{`${x.boarded}（${t('bus.absent')} ${x.absent}）`}</span> },
          { label: t('bus.alighted'), value: x.alighted },
          { label: t('bus.clear'), value: x.clearedAt > 0 ? `${timeOfDay(x.clearedAt)} ${x.clearedBy} ${x.clearWay ? t(`bus.clearWay.${x.clearWay}`) : ''}` : x.clearBy > 0 ? t('bus.clearLeft', { time: timeOfDay(x.clearBy) }) : '' },
          { label: t('bus.check'), value: x.check.length === 0 ? t('bus.checkNone') : bad.length > 0 ? `${t('bus.checkBad', { n: bad.length })}：${bad.map((c) => c.note ?? c.code).join('、')}` : t('bus.checkOk', { n: x.check.length }), wide: true },
        ]}
      />
      {x.clearFile && <img className="bus-photo" src={`/api/v1/files/${x.clearFile}`} alt={t('bus.photo')} />}
      {x.roll.length > 0 && (
        <>
          <h3>{t('bus.roll')}</h3>
          <div tabIndex={0} role="region" aria-label={t('bus.roll')}>
          <table className="bus-table">
            <thead>
              <tr>
                <th>{t('bus.seat')}</th>
                <th>{t('bus.pupil')}</th>
                <th>{t('bus.class')}</th>
                <th>{t('bus.onAt')}</th>
                <th>{t('bus.offAt')}</th>
              </tr>
            </thead>
            <tbody>
              {x.roll.map((r) => (
                <tr key={r.pupilId}>
                  <td className="num">{r.seat}</td>
                  <td>{r.name}</td>
                  <td>{r.class}</td>
                  <td className="num">{r.absent ? t('bus.absentWord') : timeOfDay(r.onAt) || '—'}</td>
                  <td className="num">{r.onAt > 0 && r.offAt === 0 && x.state !== 'running' ? <StatusTag hue="red">{t('bus.notYet')}</StatusTag> : timeOfDay(r.offAt) || '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          </div>
        </>
      )}
      <h3>{t('bus.timeline')}</h3>
      <Timeline clock items={x.timeline.map((l) => ({ key: l.id, at: l.at, title: `${tMaybe(`bus.tl.${l.kind}`) ?? l.kind} ${l.by}`, note: noteOf(l.data) }))} />
    </>
  )
}

const noteOf = (data: unknown) => {
  const x = (data ?? {}) as Record<string, unknown>
  return x.note ? String(x.note) : undefined
}

interface ReasonProps {
  act: string
  label: string
  main?: boolean
  send: (reason: string) => Promise<unknown>
  changed: () => void
}

function Reason({ act, label, main = false, send, changed }: ReasonProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button {...(main && { type: 'primary' as const, danger: true })} onClick={() => setOpen(true)}>
        {act}
      </Button>
      <FormDrawer<{ reason: string }> open={open} title={act} width={440} submitText={act} initial={{ reason: '' }} submit={(v) => send(v.reason)} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), changed())}>
        <Form.Item name="reason" label={label} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <Input.TextArea rows={3} maxLength={300} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
