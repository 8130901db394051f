import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented, Skeleton, Space } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { CrewForm, VehicleForm } from '../parts/Forms'
import { LineForm } from '../parts/LineForm'
import { RidersForm } from '../parts/RidersForm'
import { clock, type Crew, type Line, type Vehicle } from '../parts/words'
import '../parts/bus.css'

const Fit = ({ faults, retired }: { faults: string[]; retired: boolean }) => {
  if (retired) return <StatusTag hue="grey">{t('bus.retired')}</StatusTag>
  if (faults.length === 0) return <StatusTag hue="green">{t('bus.fit')}</StatusTag>
  return (
    <>
      {faults.map((f) => (
        <StatusTag key={f} hue="red">
          {t(`bus.faults.${f as 'permit'}`)}
        </StatusTag>
      ))}
    </>
  )
}

/** Vehicles, crews and lines; what breaks a rule stands first. */
export default function BusLedger() {
  const [url, setUrl] = useUrlState()
  const cache = useQueryClient()
  const tab = (url.tab ?? 'vehicles') as 'vehicles' | 'crew' | 'lines'
  const keeps = useCan('bus.manage')
  const [vehicle, setVehicle] = useState<Vehicle | 'new'>()
  const [crew, setCrew] = useState<Crew | 'new'>()
  const [line, setLine] = useState<Line | 'new'>()
  const [seats, setSeats] = useState<Line>()
  const changed = () => {
    setLine(undefined)
    setSeats(undefined)
    setVehicle(undefined)
    setCrew(undefined)
    void cache.invalidateQueries({ queryKey: ['bus-ledger'] })
  }
  return (
    <>
      <PageHeader
        title={t('bus.ledger')}
        hint={t('bus.ledgerHint')}
        actions={
          <>
            <Segmented aria-label={t('bus.ledger')} value={tab} onChange={(v) => setUrl({ tab: v })} options={(['vehicles', 'crew', 'lines'] as const).map((value) => ({ value, label: t(`bus.${value}`) }))} />
            {keeps && tab === 'vehicles' && <Button type="primary" onClick={() => setVehicle('new')}>{t('bus.newVehicle')}</Button>}
            {keeps && tab === 'crew' && <Button type="primary" onClick={() => setCrew('new')}>{t('bus.newCrew')}</Button>}
            {keeps && tab === 'lines' && <Button type="primary" onClick={() => setLine('new')}>{t('bus.newLine')}</Button>}
          </>
        }
      />
      {tab === 'vehicles' && <Vehicles keeps={keeps} edit={setVehicle} />}
      {tab === 'crew' && <Crews keeps={keeps} edit={setCrew} />}
      {tab === 'lines' && <Lines keeps={keeps} edit={setLine} seat={setSeats} />}
      {vehicle && <VehicleForm vehicle={vehicle === 'new' ? undefined : vehicle} onClose={() => setVehicle(undefined)} onSaved={changed} />}
      {crew && <CrewForm crew={crew === 'new' ? undefined : crew} onClose={() => setCrew(undefined)} onSaved={changed} />}
      {line && <LineForm line={line === 'new' ? undefined : line} onClose={() => setLine(undefined)} onSaved={changed} />}
      {seats && <RidersForm line={seats} onClose={() => setSeats(undefined)} onSaved={changed} />}
    </>
  )
}

interface TableProps<Row> {
  name: string
  load: () => Promise<{ items: Row[] }>
  heads: string[]
  row: (x: Row) => React.ReactNode
}

function Table<Row>({ name, load, heads, row }: TableProps<Row>) {
  const { data, error, refetch } = useQuery({ queryKey: ['bus-ledger', name], queryFn: load })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />
  if (data.items.length === 0) return <EmptyState title={t('bus.ledgerEmpty')} hint={t('bus.ledgerEmptyHint')} />
  return (
    <Panel>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('bus.ledger')}>
        <table className="bus-table">
          <thead>
            <tr>
              {heads.map((h) => (
                <th key={h}>{h}</th>
              ))}
            </tr>
          </thead>
          <tbody>{data.items.map(row)}</tbody>
        </table>
      </div>
    </Panel>
  )
}

function Vehicles({ keeps, edit }: { keeps: boolean; edit: (v: Vehicle) => void }) {
  return (
    <Table<Vehicle>
      name="vehicles" load={() => must(api.GET('/api/v1/buses/vehicles'))}
      heads={[t('bus.plate'), t('bus.school'), t('bus.kind'), t('bus.seats'), t('bus.permitUntil'), t('bus.inspectDue'), t('bus.state'), '']}
      row={(v) => (
        <tr key={v.id}>
          <td className="num">{v.plate}</td>
          <td>{v.school}</td>
          <td>{t(`bus.kinds.${v.kind}`)}</td>
          <td className="num">{v.seats}</td>
          <td className="num">{v.permitUntil || '—'}</td>
          <td className="num">{v.inspectDue || '—'}</td>
          <td>
            <Fit faults={v.faults} retired={v.retired} />
          </td>
          <td>{keeps && <Button size="small" aria-label={`${t('bus.edit')} ${v.plate}`} onClick={() => edit(v)}>{t('bus.edit')}</Button>}</td>
        </tr>
      )}
    />
  )
}

function Crews({ keeps, edit }: { keeps: boolean; edit: (c: Crew) => void }) {
  return (
    <Table<Crew>
      name="crew" load={() => must(api.GET('/api/v1/buses/crew'))}
      heads={[t('bus.name'), t('bus.crewKind'), t('bus.school'), t('bus.born'), t('bus.reviewOn'), t('bus.state'), '']}
      row={(c) => (
        <tr key={c.id}>
          <td>{c.name}</td>
          <td>{t(`bus.crewKinds.${c.kind}`)}</td>
          <td>{c.school}</td>
          <td className="num">{c.born}</td>
          <td className="num">{c.reviewOn || '—'}</td>
          <td>
            <Fit faults={c.faults} retired={c.retired} />
          </td>
          <td>{keeps && <Button size="small" aria-label={`${t('bus.edit')} ${c.name}`} onClick={() => edit(c)}>{t('bus.edit')}</Button>}</td>
        </tr>
      )}
    />
  )
}

function Lines({ keeps, edit, seat }: { keeps: boolean; edit: (l: Line) => void; seat: (l: Line) => void }) {
  return (
    <Table<Line>
      name="lines" load={() => must(api.GET('/api/v1/buses/lines'))}
      heads={[t('bus.line'), t('bus.school'), t('bus.plate'), t('bus.driver'), t('bus.attendant'), t('bus.stops'), t('bus.arrive'), t('bus.leave'), t('bus.riders'), '']}
      row={(l) => (
        <tr key={l.id}>
          <td>{l.name}</td>
          <td>{l.school}</td>
          <td className="num">{l.plate}</td>
          <td>{l.driver}</td>
          <td>{l.attendant}</td>
          <td>{l.stops.map((s) => `${s.name} ${clock(s.to)}`).join('、')}</td>
          <td className="num">{clock(l.arrive)}</td>
          <td className="num">{clock(l.leave)}</td>
          <td className="num">{t('bus.ridersN', { n: l.riders, of: l.seats })}</td>
          <td>
            {keeps && (
              <Space size={4}>
                <Button size="small" aria-label={`${t('bus.seatRiders')} ${l.name}`} onClick={() => seat(l)}>{t('bus.seatRiders')}</Button>
                <Button size="small" aria-label={`${t('bus.edit')} ${l.name}`} onClick={() => edit(l)}>{t('bus.edit')}</Button>
              </Space>
            )}
          </td>
        </tr>
      )}
    />
  )
}
