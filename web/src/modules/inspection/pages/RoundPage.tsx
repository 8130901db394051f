import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { Figure, percent } from '../../../ui/Figure'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { useGo, usePageTitle, usePathParam, useUrlState } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { PlanForm } from '../parts/PlanForm'
import { agencyWord, roundHue, type Round, type RoundPage as Page } from '../parts/words'
import { Bar } from './Rounds'
import '../parts/inspection.css'

/** One round: how far each county has come, which schools wait, and its verbs. */
export default function RoundPage() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['inspections', 'round', id],
    queryFn: () => must(api.GET('/api/v1/inspections/rounds/{id}', { params: { path: { id } } })),
    refetchInterval: 20_000,
  })
  usePageTitle(data?.round.title)
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const r = data.round
  return (
    <>
      <PageHeader
        back={{ href: '/inspections/rounds', label: t('inspection.rounds') }}
        title={r.title}
        tag={<StatusTag hue={roundHue[r.state]}>{t(`inspection.roundState.${r.state}`)}</StatusTag>}
        hint={`${r.areaName} · ${r.starts} – ${r.ends}`}
        actions={r.mayRun && <Verbs round={r} changed={() => void cache.invalidateQueries({ queryKey: ['inspections'] })} />}
      />
      <section className="insp-figures">
        <Figure label={t('inspection.covered')} numerator={data.submitted} denominator={data.due} at={serverNow()} />
        <Figure label={t('inspection.plannedN')} numerator={data.planned} at={serverNow()} />
        {data.excluded > 0 && <Figure label={t('inspection.excludedN')} numerator={data.excluded} at={serverNow()} />}
      </section>
      <TwoSides
        left={
          <>
            {data.areas.length > 1 && <Areas page={data} />}
            <Schools round={r} />
          </>
        }
        right={
          <>
            <Panel title={t('inspection.facts')}>
              <FactList
                single
                facts={[
                  { label: t('inspection.kindName'), value: t(`inspection.kind.${r.kind}`) },
                  { label: t('inspection.list'), value: `${r.listTitle} v${r.listVersion}` },
                  { label: t('inspection.agencies'), value: r.agencies.map(agencyWord).join('、') },
                  { label: t('inspection.targeting'), value: t(`inspection.target.${r.targeting}`) },
                  { label: t('inspection.hidden'), value: t(r.hidden ? 'inspection.yes' : 'inspection.no') },
                  { label: t('inspection.author'), value: r.author },
                  { label: t('inspection.note'), value: r.note },
                ]}
              />
            </Panel>
            <Panel title={t('inspection.happened')}>
              <Timeline items={data.lines.map((l) => ({ key: l.id, at: l.at, title: `${tMaybe(`inspection.roundLine.${l.kind}`) ?? l.kind} ${l.by}` }))} />
            </Panel>
          </>
        }
      />
    </>
  )
}

function Verbs({ round: r, changed }: { round: Round; changed: () => void }) {
  const { modal, message } = App.useApp()
  const path = { id: r.id }
  const drawn = r.targeting === 'drawn'
  function close() {
    let reason = ''
    modal.confirm({
      title: t('inspection.closeRound'),
      content: <Input aria-label={t('inspection.reasonWhy')} placeholder={t('inspection.closeReason')} onChange={(e) => (reason = e.target.value)} />,
      onOk: async () => {
        try {
          await must(api.POST('/api/v1/inspections/rounds/{id}/close', { params: { path }, body: { version: r.version, reason } }))
          changed()
        } catch (e) {
          void message.error(tError(problemOf(e)))
          throw e
        }
      },
    })
  }
  return (
    <>
      {drawn && <Button href={`/inspections/rounds/${r.id}/draw`}>{t('inspection.draw')}</Button>}
      {r.state === 'draft' && (!drawn || r.drawn) && (
        <ConfirmAct
          type="primary"
          danger={false}
          act={t('inspection.openRound')}
          name={r.title}
          consequence={t('inspection.openHint')}
          onConfirm={async () => {
            await must(api.POST('/api/v1/inspections/rounds/{id}/open', { params: { path }, body: { version: r.version } }))
            changed()
          }}
        />
      )}
      {(r.state === 'draft' || r.state === 'open') && <Button onClick={close}>{t(r.state === 'draft' ? 'inspection.cancelRound' : 'inspection.closeRound')}</Button>}
    </>
  )
}

function Areas({ page }: { page: Page }) {
  return (
    <Panel title={t('inspection.byArea')}>
      <div className="insp-scroll" role="region" aria-label={t('inspection.byArea')} tabIndex={0}>
        <table className="insp-table">
          <thead>
            <tr>
              <th scope="col">{t('inspection.area')}</th>
              <th scope="col">{t('inspection.covered')}</th>
              <th scope="col" className="num">{t('inspection.submittedN')}</th>
              <th scope="col" className="num">{t('inspection.plannedN')}</th>
              <th scope="col" className="num">{t('inspection.dueN')}</th>
              <th scope="col" className="num">{t('inspection.faults')}</th>
            </tr>
          </thead>
          <tbody>
            {page.areas.map((a) => (
              <tr key={a.path}>
                <th scope="row">{a.name}</th>
                <td>
                  <span className="num">{percent(a.submitted, a.due)}</span>
                  <Bar done={a.submitted} of={a.due} />
                </td>
                <td className="num">{a.submitted}</td>
                <td className="num">{a.planned}</td>
                <td className="num">{a.due}</td>
                <td className="num">{a.faults}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function Schools({ round }: { round: Round }) {
  const [url, set] = useUrlState()
  const [q, setQ] = useState('')
  const takes = useCan(round.own ? 'inspection.self' : 'inspection.take')
  const go = useGo()
  const state = url.state ?? ''
  const { data } = useQuery({
    queryKey: ['inspections', 'targets', round.id, state, q],
    queryFn: () => must(api.GET('/api/v1/inspections/rounds/{id}/schools', { params: { path: { id: round.id }, query: { state, q } } })),
    placeholderData: (was) => was,
  })
  const shown = (data?.items ?? []).slice(0, 200)
  return (
    <Panel
      title={t('inspection.schools')}
      extra={
        <>
          {(['', 'due', 'planned', 'submitted'] as const).map((s) => (
            <Button key={s} type={s === state ? 'primary' : 'text'} size="small" onClick={() => set({ state: s })}>
              {s === '' ? t('inspection.all') : t(`inspection.targetState.${s}`)}
            </Button>
          ))}
          <Input.Search aria-label={t('inspection.school')} placeholder={t('inspection.school')} allowClear style={{ width: 180 }} onSearch={setQ} />
        </>
      }
    >
      <div className="insp-scroll" role="region" aria-label={t('inspection.schools')} tabIndex={0}>
        <table className="insp-table">
          <tbody>
            {shown.map((x) => (
              <tr key={x.schoolId}>
                <th scope="row">{x.visitId ? <a href={`/inspections/visits/${x.visitId}`}>{x.school}</a> : x.school}</th>
                <td className="num">{x.day}</td>
                <td>{x.lead}</td>
                <td className="num">{x.state === 'submitted' ? t('inspection.faultsN', { n: x.faults }) : ''}</td>
                <td>
                  <StatusTag hue={x.state === 'submitted' ? 'green' : x.state === 'planned' ? 'blue' : 'grey'}>{t(`inspection.targetState.${x.state}`)}</StatusTag>
                </td>
                <td>
                  {x.state === 'due' && round.state === 'open' && takes && (
                    <PlanForm small round={{ id: round.id, schoolId: x.schoolId, school: x.school, own: round.own }} saved={(id) => go(`/inspections/visits/${id}`)} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data && data.items.length > shown.length && <p className="dim">{t('inspection.more', { n: data.items.length - shown.length })}</p>}
      {data?.items.length === 0 && <p className="dim">{t('inspection.noSchools')}</p>}
    </Panel>
  )
}
