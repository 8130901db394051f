import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { usePageTitle, usePathParam } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { Acts } from '../parts/Acts'
import { Faults } from '../parts/Faults'
import { Inputs } from '../parts/Inputs'
import { Ago, Battery, FaultTags, StateTag } from '../parts/Tags'
import { driftWord, type Card } from '../parts/words'
import '../device.css'

/** One device: how it is doing, what was wrong with it, and all that it said. */
export default function DevicePage() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const { data: d, error, refetch } = useQuery({
    queryKey: ['equipment', id],
    queryFn: () => must(api.GET('/api/v1/equipment/{id}', { params: { path: { id } } })),
    refetchInterval: 10_000,
  })
  usePageTitle(d?.name)
  if (error && !d) return <ErrorState error={error} retry={() => void refetch()} />
  if (!d) return <Skeleton active paragraph={{ rows: 12 }} />
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['equipment'] })
    void cache.invalidateQueries({ queryKey: ['todo'] })
  }
  return (
    <>
      <PageHeader
        back={{ href: '/equipment', label: t('device.back') }}
        title={d.name}
        tag={<span className="device-tags"><StateTag of={d} /> <FaultTags of={d} /></span>}
        hint={[d.schoolName, d.placeName, t(`device.kind.${d.kind}`)].filter(Boolean).join(' · ')}
        actions={<Acts device={d} changed={changed} />}
      />
      <Bars device={d} />
      <TwoSides
        left={
          <>
            <Panel title={t('device.facts')}>
              <Facts device={d} />
            </Panel>
            {d.kind === 'recorder' && (
              <Panel title={t('device.channels')}>
                <Channels device={d} />
              </Panel>
            )}
            <Panel title={t('device.inputs')}>
              <Inputs device={d} />
            </Panel>
          </>
        }
        right={
          <Panel title={t('device.faults')}>
            <Faults device={d} changed={changed} />
          </Panel>
        }
      />
    </>
  )
}

/** What has to be said before everything else. */
function Bars({ device: d }: { device: Card }) {
  if (d.state === 'retired') return <p className="device-bar">{t('device.retiredBar', { time: dateTime(d.retiredAt), why: d.retiredWhy })}</p>
  if (d.state === 'unseen' && d.parentId === '') return <p className="device-bar">{t('device.unseenBar')}</p>
  if (d.state === 'lost' && d.panic) return <p className="device-bar device-bar-lost" role="alert">{t('device.lostBar')}</p>
  return null
}

function Facts({ device: d }: { device: Card }) {
  const heard = d.lastSeenAt > 0
  return (
    <FactList
      facts={[
        { label: t('device.school'), value: d.schoolName },
        { label: t('device.place'), value: d.placeName || t('device.noPlace') },
        { label: t('device.kindName'), value: t(`device.kind.${d.kind}`) },
        { label: t('device.protocolName'), value: t(`device.protocol.${d.protocol}`) },
        { label: t('device.code'), value: <span className="device-mono">{d.code}</span> },
        { label: t('device.secret'), value: d.parentId ? t('device.byParent') : t(d.hasSecret ? 'device.hasSecret' : 'device.noSecret') },
        { label: t('device.lastSeen'), value: heard ? <><Ago at={d.lastSeenAt} /> <span className="dim num">{dateTime(d.lastSeenAt)} {t('device.from', { addr: d.lastAddr })}</span></> : t('device.never') },
        { label: t('device.heartbeat'), value: d.heartbeatS > 0 ? t('device.seconds', { n: d.heartbeatS }) : t('device.noBeat') },
        { label: t('device.battery'), value: d.battery < 0 ? <span className="dim">{t('device.unknown')}</span> : <Battery of={d} /> },
        { label: t('device.drift'), value: heard ? driftWord(d.clockDriftMs) : '' },
        { label: t('device.panic'), value: t(d.panic ? 'device.panicYes' : 'device.panicNo') },
        ...(d.panic ? [{ label: t('device.proven'), value: <ProvenFact device={d} /> }] : []),
        ...(d.kind === 'camera' || d.kind === 'recorder'
          ? [{ label: t('device.recorded'), value: d.recordedDays < 0 ? <span className="dim">{t('device.unknown')}</span> : t('device.recordedDays', { n: d.recordedDays, time: dateTime(d.recordedAt) }) }]
          : []),
        ...(d.parentId ? [{ label: t('device.parent'), value: <Parent id={d.parentId} /> }] : []),
        { label: t('device.created'), value: dateTime(d.createdAt) },
      ]}
    />
  )
}

/** When a button was proven last, and the way to its joint tests. */
function ProvenFact({ device: d }: { device: Card }) {
  const maySee = useCan('alarm.view')
  return (
    <>
      {d.lastProvenAt ? dateTime(d.lastProvenAt) : t('device.neverProven')}
      {maySee && d.state !== 'retired' && <> · <a className="device-link" href={`/alarm-buttons?q=${encodeURIComponent(d.schoolName)}`}>{t('device.buttonLedger')}</a></>}
    </>
  )
}

function Parent({ id }: { id: string }) {
  const { data } = useQuery({ queryKey: ['equipment', id], queryFn: () => must(api.GET('/api/v1/equipment/{id}', { params: { path: { id } } })) })
  return <a className="device-link" href={`/equipment/${id}`}>{data?.name ?? t('device.kind.recorder')}</a>
}

/** The cameras of a recorder. */
function Channels({ device: d }: { device: Card }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['equipment', d.id, 'channels'],
    queryFn: () => must(api.GET('/api/v1/equipment', { params: { query: { parent: d.id, limit: 200 } } })),
    refetchInterval: 10_000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  if (data.items.length === 0) return <p className="dim">{t('device.noChannels')}</p>
  return (
    <ul className="device-rows">
      {data.items.map((c) => (
        <li key={c.id}>
          <a className="device-row" href={`/equipment/${c.id}`}>
            <span>{c.name}</span>
            <span className="device-tags"><StateTag of={c} /> <FaultTags of={c} /></span>
            <span className="device-mono">{c.code}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
