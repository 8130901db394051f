import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FactList } from '../../../ui/FactList'
import { lang, t, tError, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { Timeline } from '../../../ui/Timeline'
import { dateTime } from '../../../ui/time'
import { Acts } from './Acts'
import { list, Risk, State, type Dispute } from './words'
import './mediation.css'

/** One dispute: what it is, what can be done now, what has happened. */
export function DisputeDetail({ id }: { id: string }) {
  const cache = useQueryClient()
  const { data: d, error, refetch } = useQuery({ queryKey: ['mediation', id], queryFn: () => must(api.GET('/api/v1/mediation/disputes/{id}', { params: { path: { id } } })) })
  if (error && !d) return <ErrorState error={error} retry={() => void refetch()} />
  if (!d) return <Skeleton active paragraph={{ rows: 8 }} />
  const changed = () => void cache.invalidateQueries({ queryKey: ['mediation'] })
  const o = d.order
  return (
    <>
      {d.harm && !d.report && <Alert type="error" showIcon title={t('mediation.harmOpen')} style={{ marginBottom: 12 }} />}
      {d.report && <Alert type="info" showIcon title={t('mediation.harmDone', { time: dateTime(d.report.at), to: t(`mediation.reportTos.${d.report.to}`) })} style={{ marginBottom: 12 }} />}
      <Acts dispute={d} changed={changed} />
      <FactList
        facts={[
          { label: t('mediation.school'), value: d.school, wide: true },
          { label: t('mediation.kind'), value: lang() === 'zh' ? d.kindName : d.kindNameEn || d.kindName },
          { label: t('mediation.state'), value: <State card={d} /> },
          { label: t('mediation.risk'), value: <Risk value={d.risk} /> },
          { label: t('mediation.consequence'), value: list(d.sheet.consequences ?? [], 'consequences') },
          { label: t('mediation.source'), value: tMaybe(`mediation.sources.${d.source}`) },
          { label: t('mediation.registrar'), value: `${d.registrar} ${d.day}` },
          { label: t('mediation.people'), value: d.people },
          { label: t('mediation.parties'), value: <Parties dispute={d} /> },
          { label: t('mediation.facts'), value: d.facts, wide: true },
          ...(d.sheet.claim ? [{ label: t('mediation.claim'), value: d.sheet.claim, wide: true }] : []),
        ]}
      />
      <h3>{t('mediation.order')}</h3>
      {o.department ? (
        <FactList
          facts={[
            { label: t('mediation.department'), value: o.department },
            { label: t('mediation.owner'), value: d.owner },
            { label: t('mediation.leader'), value: d.leader },
            { label: t('mediation.due'), value: <span className="num">{o.due}</span> },
            { label: t('mediation.measures'), value: o.measures, wide: true },
            ...(o.calm ? [{ label: t('mediation.calm'), value: o.calm, wide: true }] : []),
            ...(d.finders.length > 0 ? [{ label: t('mediation.finders'), value: d.finders.map((f) => f.name).join('、'), wide: true }] : []),
            ...(d.agreement ? [{ label: t('mediation.agreement'), value: d.agreement, wide: true }] : []),
            ...(d.revisit ? [{ label: t('mediation.revisit'), value: `${d.revisit.day} ${t(`mediation.revisits.${d.revisit.result}`)} ${d.revisit.note ?? ''}`, wide: true }] : []),
            ...(d.result ? [{ label: t('mediation.result'), value: t(`mediation.results.${d.result}`) }] : []),
            ...(d.relapses > 0 ? [{ label: t('mediation.relapse'), value: t('mediation.relapsed', { n: d.relapses }) }] : []),
          ]}
        />
      ) : (
        <p className="dim">{`${t('mediation.noOrder')}，${t('mediation.dueHint', { n: d.days })}${d.rule ? `（${d.rule.basis}${d.rule.clause}）` : ''}`}</p>
      )}
      <h3>{t('mediation.timeline')}</h3>
      <Timeline
        items={d.timeline.map((l) => {
          const x = (l.data ?? {}) as Record<string, unknown>
          const words = { school: String(x.school ?? '') }
          return { key: l.id, at: l.at, title: `${tMaybe(`mediation.line.${l.kind}`, words) ?? l.kind} ${l.by}`, note: x.note ? String(x.note) : undefined }
        })}
      />
    </>
  )
}

/** How many parties; who they are only for who handles it, for a purpose, and written down. */
function Parties({ dispute: d }: { dispute: Dispute }) {
  const [open, setOpen] = useState<'read' | 'log'>()
  const manages = useCan('mediation.manage', d.path)
  return (
    <>
      {t('mediation.partiesN', { n: d.parties })}{' '}
      {d.mayRead && d.parties > 0 && (
        <Button size="small" onClick={() => setOpen('read')}>
          {t('mediation.readParties')}
        </Button>
      )}{' '}
      {manages && (
        <Button size="small" type="text" onClick={() => setOpen('log')}>
          {t('mediation.readsN', { n: d.reads })}
        </Button>
      )}
      {open === 'read' && (
        <ReadBox title={t('mediation.readParties')} close={() => setOpen(undefined)}
          read={async (purpose) => {
            const got = await must(api.POST('/api/v1/mediation/disputes/{id}/parties', { params: { path: { id: d.id } }, body: { purpose } }))
            return (
              <>
                <FactList single facts={got.items.map((p) => ({ label: p.code, value: `${p.relation}${p.minor ? `（${t('mediation.partyMinor')}）` : ''}` }))} />
                {d.hasPaper && <a href={`/api/v1/mediation/disputes/${d.id}/agreement?purpose=${encodeURIComponent(purpose)}`}>{t('mediation.readPaper')}</a>}
              </>
            )
          }} />
      )}
      {open === 'log' && <ReadLog close={() => setOpen(undefined)} load={() => must(api.GET('/api/v1/mediation/disputes/{id}/reads', { params: { path: { id: d.id } } }))} id={d.id} />}
    </>
  )
}

interface ReadProps {
  title: string
  close: () => void
  read: (purpose: string) => Promise<React.ReactNode>
}

/** Asks what for, then shows. */
export function ReadBox({ title, close, read }: ReadProps) {
  const { message } = App.useApp()
  const [purpose, setPurpose] = useState('')
  const [shown, setShown] = useState<React.ReactNode>()
  const go = async () => {
    try {
      setShown(await read(purpose.trim()))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <Modal open title={title} onCancel={close} footer={shown ? null : undefined} okText={t('mediation.read')} okButtonProps={{ disabled: purpose.trim() === '' }} onOk={() => void go()} width={460}>
      {shown ?? (
        <>
          <p className="dim">{t('mediation.purposeHint')}</p>
          <Input aria-label={t('mediation.purpose')} placeholder={t('mediation.purpose')} maxLength={200} value={purpose} onChange={(e) => setPurpose(e.target.value)} onPressEnter={() => purpose.trim() && void go()} />
        </>
      )}
    </Modal>
  )
}

export function ReadLog({ id, close, load }: { id: string; close: () => void; load: () => Promise<{ items: { id: string; at: number; by: string; purpose: string }[] }> }) {
  const { data } = useQuery({ queryKey: ['mediation', 'reads', id], queryFn: load })
  return (
    <Modal open title={t('mediation.reads')} onCancel={close} footer={null} width={460}>
      {data?.items.length === 0 && <EmptyState title={t('mediation.readsNone')} />}
      <Timeline items={(data?.items ?? []).map((r) => ({ key: r.id, at: r.at, title: r.by, note: r.purpose }))} />
    </Modal>
  )
}
