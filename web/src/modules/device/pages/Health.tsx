import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select, Skeleton, Table } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { Figure, percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState, StaleBar } from '../../../ui/States'
import { kinds, type Card } from '../parts/words'
import '../device.css'

type Part = components['schemas']['DeviceHealth']

/** How the devices are doing, by county and school; every figure is counted from the register. */
export default function Health() {
  const [url, setUrl] = useUrlState()
  const path = url.path ?? ''
  const kind = (url.kind ?? '') as Card['kind'] | ''
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['equipment', 'health', path, kind],
    queryFn: () => must(api.GET('/api/v1/equipment/health', { params: { query: { path, kind: kind as Card['kind'] } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  return (
    <>
      <PageHeader title={t('device.health.title')} hint={t('device.health.hint')} />
      <div className="device-foot device-filters">
        <AreaTree by="path" value={path} onChange={(v) => setUrl({ path: v })} label={t('device.area')} />
        <Select
          aria-label={t('device.kindName')} placeholder={t('device.kindName')} allowClear style={{ width: 150 }}
          value={kind || undefined} onChange={(v?: string) => setUrl({ kind: v ?? '' })}
          options={kinds.map((value) => ({ value, label: t(`device.kind.${value}`) }))}
        />
      </div>
      {data && error && <StaleBar at={dataUpdatedAt} retry={() => void refetch()} />}
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} /> : !data ? <Skeleton active paragraph={{ rows: 8 }} /> : <Shown all={data.all} parts={data.parts} at={data.at} path={path} kind={kind} />}
    </>
  )
}

function Shown({ all, parts, at, path, kind }: { all: Part; parts: Part[]; at: number; path: string; kind: string }) {
  const to = (more: Record<string, string>) => `/equipment?${new URLSearchParams({ ...(path ? { path } : {}), ...(kind ? { kind } : {}), ...more }).toString()}`
  // Nothing but zeros wants a word: are they not connected yet, or gone?
  const silent = all.all > 0 && all.online + all.late === 0
  return (
    <>
      {silent && <p className="device-bar" role="status">{all.lost === 0 ? t('device.health.unheard') : t('device.health.allSilent', { unseen: all.unseen, lost: all.lost })}</p>}
      <div className="device-figures">
        <Figure label={t('device.health.rate')} numerator={all.online + all.late} denominator={all.all} at={at} href={to({ state: 'online' })} />
        <Figure label={t('device.health.linked')} numerator={all.linked} denominator={all.schools} at={at} />
        <Figure label={t('device.health.proven')} numerator={all.proven} denominator={all.buttons} at={at} href={to({ state: 'proof' })} />
        <Figure label={t('device.health.kept')} numerator={all.kept} denominator={all.recorded} at={at} />
        <Figure label={t('device.health.pictures')} numerator={all.pictures} at={at} href={to({ state: 'fault' })} />
        <Figure label={t('device.health.clocks')} numerator={all.clocks} at={at} href={to({ state: 'fault' })} />
      </div>
      <Panel title={t('device.health.parts')}>
        {parts.length === 0 ? <EmptyState title={t('device.empty')} hint={t('device.emptyHint')} /> : <Parts parts={parts} kind={kind} />}
        <p className="dim">{t('device.health.how')}</p>
      </Panel>
    </>
  )
}

/** A county leads to its towns and schools, a school to its devices. */
function linkOf(p: Part, kind: string): string {
  const more = kind ? `&kind=${kind}` : ''
  return isSchool(p) ? `/equipment?path=${p.path}${more}` : `/equipment/health?path=${p.path}${more}`
}

const isSchool = (p: Part) => /\/sch_[^/]*\/$/.test(p.path)
const of = (n: number, all: number) => (
  <span className="cell-two">
    <span>{percent(n, all)}</span>
    <span className="dim">{`${n} / ${all}`}</span>
  </span>
)

function Parts({ parts, kind }: { parts: Part[]; kind: string }) {
  const yes = (ok: boolean) => (ok ? t('device.health.ok') : t('device.health.notOk'))
  const some = (n: number) => (n > 0 ? <b>{n}</b> : <span className="dim">0</span>)
  return (
    <div className="device-scroll" tabIndex={0} role="region" aria-label={t('device.health.parts')}>
      <Table<Part>
        size="middle" pagination={parts.length > 50 ? { pageSize: 50, showSizeChanger: false } : false} dataSource={parts} rowKey="path"
        columns={[
          { title: t('device.health.where'), key: 'name', render: (_, p) => <a className="device-link" href={linkOf(p, kind)}>{p.name || p.path}</a> },
          { title: t('device.health.rate'), key: 'rate', align: 'right', className: 'num', render: (_, p) => of(p.online + p.late, p.all) },
          { title: t('device.state.lost'), key: 'lost', align: 'right', className: 'num', render: (_, p) => some(p.lost) },
          { title: t('device.state.unseen'), key: 'unseen', align: 'right', className: 'num', render: (_, p) => some(p.unseen) },
          { title: t('device.health.proven'), key: 'proven', align: 'right', className: 'num', render: (_, p) => of(p.proven, p.buttons) },
          { title: t('device.health.pictures'), key: 'pictures', align: 'right', className: 'num', render: (_, p) => some(p.pictures) },
          { title: t('device.health.clocks'), key: 'clocks', align: 'right', className: 'num', render: (_, p) => some(p.clocks) },
          { title: t('device.health.kept'), key: 'kept', align: 'right', className: 'num', render: (_, p) => of(p.kept, p.recorded) },
          {
            title: t('device.health.linkedShort'), key: 'linked', align: 'right', className: 'num',
            render: (_, p) =>
              isSchool(p) ? (
                <span className="cell-two">
                  <span>{yes(p.linked > 0)}</span>
                  <span className="dim">{[p.buttonsOk === 0 && t('device.health.buttons'), p.camerasOk === 0 && t('device.health.cameras')].filter(Boolean).join('、')}</span>
                </span>
              ) : (
                of(p.linked, p.schools)
              ),
          },
        ]}
      />
    </div>
  )
}
