import { App, Button, Input, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { usePageTitle, usePathParam } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Timeline } from '../../../ui/Timeline'
import { Disputes } from '../parts/Disputes'
import { Items } from '../parts/Items'
import { useVisit } from '../parts/live'
import { Invite, Signatures } from '../parts/Signatures'
import { agencyWord, hue, type Card, type Kit } from '../parts/words'
import '../parts/inspection.css'

/** One visit: what was found left, who signed and what came of it right. */
export default function VisitPage() {
  const id = usePathParam('id')
  const { kit, page, changed } = useVisit(id)
  usePageTitle(kit.data?.visit.schoolName)
  if (kit.error && !kit.data) return <ErrorState error={kit.error} retry={() => void kit.refetch()} />
  if (!kit.data || !page.data) return <Skeleton active paragraph={{ rows: 12 }} />
  const k = kit.data
  const v = k.visit
  return (
    <>
      <PageHeader
        back={{ href: '/inspections', label: t('inspection.title') }}
        title={v.schoolName}
        tag={
          <>
            <StatusTag hue={hue[v.state]}>{t(`inspection.state.${v.state}`)}</StatusTag> {v.hidden && v.state === 'planned' && <StatusTag hue="orange">{t('inspection.hiddenTag')}</StatusTag>}
          </>
        }
        hint={`${v.title} · ${v.day} · ${v.no}`}
        actions={
          <>
            <Verbs visit={v} changed={changed} />
            <Button href={`/inspections/visits/${v.id}/print`}>{t('ui.print')}</Button>
          </>
        }
      />
      <TwoSides
        left={
          <>
            <Disputes kit={k} changed={changed} />
            <Items kit={k} changed={changed} />
          </>
        }
        right={
          <>
            <Panel title={t('inspection.facts')}>
              <Facts kit={k} />
            </Panel>
            <Panel title={t('inspection.signatures')}>
              <Signatures kit={k} changed={changed} />
            </Panel>
            <Hazards title={t('inspection.hazardsOf')} list={page.data.hazards} none={t(v.state === 'submitted' ? 'inspection.noHazards' : 'inspection.hazardsLater')} />
            {v.state !== 'submitted' && <Hazards title={t('inspection.hazardsOpen')} list={k.hazards} none={t('inspection.noOpenHazards')} />}
            <Panel title={t('inspection.happened')}>
              <Timeline items={page.data.lines.map((l) => ({ key: l.id, at: l.at, title: `${tMaybe(`inspection.line.${l.kind}`) ?? l.kind} ${l.by}` }))} />
            </Panel>
          </>
        }
      />
    </>
  )
}

function Facts({ kit: { visit: v, school } }: { kit: Kit }) {
  return (
    <FactList
      single
      facts={[
        { label: t('inspection.kindName'), value: t(`inspection.kind.${v.kind}`) },
        { label: t('inspection.people'), value: v.parts.map((p) => `${p.name}（${agencyWord(p.agency)}${p.lead ? t('inspection.leadMark') : ''}）`).join('、') },
        { label: t('inspection.schoolFacts'), value: t('inspection.schoolIs', { pupils: school.pupils, boarders: school.boarders, guards: school.guards }) },
        { label: t('inspection.progress'), value: t('inspection.progressIs', { n: v.answered, of: v.total, faults: v.faults, partly: v.partly }) },
        ...(v.score?.scored && v.state === 'submitted'
          ? [{ label: t('inspection.score'), value: `${v.score.got} / ${v.score.full}（${v.score.rate}%）${v.score.vetoed.length > 0 ? t('inspection.vetoed') : ''}` }]
          : []),
        ...(v.submittedAt > 0 ? [{ label: t('inspection.submittedAt'), value: dateTime(v.submittedAt) }] : []),
        ...(v.reason ? [{ label: t('inspection.reasonWhy'), value: v.reason }] : []),
        ...(v.voidReason ? [{ label: t('inspection.voidReason'), value: v.voidReason }] : []),
        ...(v.note ? [{ label: t('inspection.note'), value: v.note }] : []),
      ]}
    />
  )
}

function Hazards({ title, list, none }: { title: string; list: Kit['hazards']; none: string }) {
  return (
    <Panel title={title} extra={<b className="num">{list.length || ''}</b>}>
      {list.length === 0 && <p className="dim">{none}</p>}
      <ul className="insp-signs">
        {list.map((h) => (
          <li key={h.id}>
            <span>
              <a className="insp-hazard" href={`/hazards/${h.id}`}>{h.number}</a> {h.text}
              <span className="dim">{` ${h.place} · ${agencyWord(h.agency)}`}</span>
            </span>
            <StatusTag hue={h.level === 'major' ? 'red' : 'orange'}>{tMaybe(`hazard.state.${h.state}`) ?? h.state}</StatusTag>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Verbs({ visit: v, changed }: { visit: Card; changed: () => void }) {
  const { modal, message } = App.useApp()
  const may = (verb: string) => v.may.includes(verb)
  const path = { id: v.id }
  async function run(work: Promise<unknown>) {
    try {
      await work
      changed()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  function submit() {
    void must(api.POST('/api/v1/inspections/visits/{id}/submit', { params: { path }, body: {} }))
      .then(() => (void message.success(t('ui.done')), changed()))
      .catch((e: unknown) => {
        const said = problemOf(e)
        if (said.code !== 'inspection.uploads_missing') return void message.error(tError(said))
        modal.confirm({
          title: tError(said),
          okText: t('inspection.submitWithout'),
          onOk: () => run(must(api.POST('/api/v1/inspections/visits/{id}/submit', { params: { path }, body: { withoutFiles: true } }))),
        })
      })
  }
  function drop() {
    let reason = ''
    modal.confirm({
      title: t('inspection.void'),
      content: <Input aria-label={t('inspection.voidReason')} placeholder={t('inspection.voidReason')} onChange={(e) => (reason = e.target.value)} />,
      onOk: async () => {
        try {
          await must(api.POST('/api/v1/inspections/visits/{id}/void', { params: { path }, body: { reason } }))
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
      {may('join') && (
        <Button type="primary" onClick={() => void run(must(api.POST('/api/v1/inspections/visits/{id}/join', { params: { path } })))}>
          {t('inspection.join')}
        </Button>
      )}
      {may('begin') && (
        <Button type="primary" onClick={() => void run(must(api.POST('/api/v1/inspections/visits/{id}/begin', { params: { path } })))}>
          {t('inspection.begin')}
        </Button>
      )}
      {may('submit') && (
        <Button type="primary" disabled={v.unsigned.length > 0} onClick={submit}>
          {t('inspection.submit')}
        </Button>
      )}
      {may('reopen') && (
        <ConfirmAct danger={false} act={t('inspection.reopen')} name={v.schoolName} consequence={t('inspection.reopenHint')} onConfirm={() => must(api.POST('/api/v1/inspections/visits/{id}/reopen', { params: { path } })).then(changed)} />
      )}
      {may('invite') && !v.own && <Invite visit={v} changed={changed} />}
      {may('answer') && <Button href="/inspect">{t('inspection.onPhone')}</Button>}
      {may('void') && (
        <Button danger onClick={drop}>
          {t('inspection.void')}
        </Button>
      )}
    </>
  )
}
