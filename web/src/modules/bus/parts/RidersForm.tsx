import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, InputNumber, Select, Skeleton, Space } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import type { Line, Rider } from './words'

interface Props {
  line: Line
  onClose: () => void
  onSaved: () => void
}

/** Who rides on a line: stop and seat of each, nothing more. */
export function RidersForm({ line, onClose, onSaved }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['bus-riders', line.id, line.version], gcTime: 0,
    queryFn: () => must(api.GET('/api/v1/buses/lines/{id}/riders', { params: { path: { id: line.id } } })),
  })
  const [list, setList] = useState<Rider[]>()
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  const riders = list ?? data?.items
  async function save() {
    setBusy(true)
    setFailed('')
    try {
      await must(api.PUT('/api/v1/buses/lines/{id}/riders', { params: { path: { id: line.id } }, body: { riders: (riders ?? []).map(({ pupilId, stop, seat }) => ({ pupilId, stop, seat })) } }))
      onSaved()
    } catch (e) {
      setFailed(tError(problemOf(e)))
      setBusy(false)
    }
  }
  const change = (pupil: string, more: Partial<Rider>) => setList(riders?.map((r) => (r.pupilId === pupil ? { ...r, ...more } : r)))
  return (
    <Drawer
      open size={640} title={`${t('bus.seatRiders')} · ${line.name}`} onClose={onClose} mask={{ closable: false }}
      footer={
        <Space className="form-foot">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" loading={busy} disabled={!list} onClick={() => void save()}>{t('ui.save')}</Button>
        </Space>
      }
    >
      <p className="dim">{t('bus.seatHint')}</p>
      <p className="dim">{t('bus.minor')}</p>
      {failed && <Alert type="error" showIcon title={failed} style={{ marginBottom: 12 }} />}
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!riders && !error && <Skeleton active />}
      {riders && (
        <>
          <Add line={line} riders={riders} add={(more) => setList([...riders, ...more])} />
          <p>
            <b className="num">{t('bus.ridersN', { n: riders.length, of: line.seats })}</b>
          </p>
          {riders.length === 0 && <p>{t('bus.noRiders')}</p>}
          {riders.map((r) => (
            <div className="bus-rider" key={r.pupilId} role="group" aria-label={r.name}>
              <span>
                {r.name} <span className="dim">{r.class}</span>
              </span>
              <Select aria-label={`${t('bus.stop')} ${r.name}`} value={r.stop} onChange={(stop) => change(r.pupilId, { stop })} options={line.stops.map((s) => ({ value: s.n, label: s.name }))} />
              <InputNumber aria-label={`${t('bus.seat')} ${r.name}`} style={{ width: '100%' }} min={1} max={line.seats} precision={0} value={r.seat} onChange={(seat) => change(r.pupilId, { seat: seat ?? 0 })} />
              <Button aria-label={`${t('bus.removeRider')} ${r.name}`} onClick={() => setList(riders.filter((x) => x.pupilId !== r.pupilId))}>{t('bus.removeRider')}</Button>
            </div>
          ))}
        </>
      )}
    </Drawer>
  )
}

/** Pupils of one class, put on the next free seats. */
function Add({ line, riders, add }: { line: Line; riders: Rider[]; add: (more: Rider[]) => void }) {
  const [cls, setCls] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const { data } = useQuery({
    queryKey: ['bus-candidates', line.id, cls], gcTime: 0,
    queryFn: () => must(api.GET('/api/v1/buses/lines/{id}/candidates', { params: { path: { id: line.id }, query: { class: cls } } })),
  })
  const left = data?.pupils.filter((p) => !riders.some((r) => r.pupilId === p.pupilId)) ?? []
  function seat() {
    const taken = new Set(riders.map((r) => r.seat))
    const free = Array.from({ length: line.seats }, (_, i) => i + 1).filter((n) => !taken.has(n))
    add(left.filter((p) => chosen.includes(p.pupilId)).map((p, i) => ({ ...p, stop: line.stops[0]?.n ?? 1, seat: free[i] ?? 0 })))
    setChosen([])
  }
  return (
    <div className="bus-add">
      <label htmlFor="bus-class">{t('bus.pickClass')}</label>
      <Select id="bus-class" showSearch={{ optionFilterProp: 'label' }} value={cls || undefined} onChange={(v: string) => (setCls(v), setChosen([]))} options={data?.classes.map((c) => ({ value: c.id, label: c.name }))} />
      <label htmlFor="bus-pupils">{t('bus.pickPupils')}</label>
      <Select id="bus-pupils" mode="multiple" disabled={!cls} showSearch={{ optionFilterProp: 'label' }} value={chosen} onChange={setChosen} options={left.map((p) => ({ value: p.pupilId, label: p.name ?? '' }))} />
      <Button disabled={chosen.length === 0} onClick={seat}>{t('bus.addRider')}</Button>
    </div>
  )
}
