import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FactList, type Fact } from '../../../ui/FactList'
import { t, tMaybe } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import { ModeTag, SeverityTag, StatusTag } from '../../../ui/Tags'
import { talkName, talkWords } from '../../../ui/talk/line'
import { Media } from '../../../ui/talk/Media'
import { Clips } from '../../../ui/picture/Clips'
import { dateTime } from '../../../ui/time'
import { useCan } from '../../../ui/session'
import { Timeline } from '../../../ui/Timeline'
import { Receipts } from './Receipts'
import { TakeOut } from './TakeOut'
import { hueOf, kindWord, span, stepWords, type Card } from './words'

type Event = components['schemas']['AlarmEvent']

/** One alarm as those see it who do not command: facts, telephones, and what happened. */
export function Detail({ id }: { id: string }) {
  const mayReceipts = useCan('notify.receipts')
  const mayRecord = useCan('alarm.record')
  const mayVideo = useCan('video.view')
  const { data, error, refetch } = useQuery({
    queryKey: ['alarm', id],
    queryFn: () => must(api.GET('/api/v1/alarms/{id}', { params: { path: { id } } })),
    refetchInterval: 5000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const a = data.alarm
  return (
    <>
      <p>
        <SeverityTag value={a.severity} /> <StatusTag hue={hueOf[a.state]}>{t(`alarm.state.${a.state}`)}</StatusTag> <ModeTag value={a.mode} />
      </p>
      {mayRecord && (
        <p>
          <TakeOut
            label={t('alarm.proof.record')}
            hint={t('alarm.proof.recordHint')}
            ways={[
              { label: t('alarm.proof.paper'), page: true, href: (reason) => `/api/v1/alarms/${a.id}/paper?reason=${encodeURIComponent(reason)}` },
              { label: t('alarm.proof.file'), href: (reason) => `/api/v1/alarms/${a.id}/record?reason=${encodeURIComponent(reason)}` },
            ]}
          />
        </p>
      )}
      <FactList facts={facts(a)} />
      {mayVideo && <Clips alarmId={a.id} heading="h3" />}
      {data.contacts.length > 0 && (
        <>
          <h3>{t('alarm.phones')}</h3>
          <FactList
            single
            facts={data.contacts.map((c) => ({
              label: tMaybe(`alarm.contact.${c.role}`) ?? c.role,
              value: (
                <>
                  {c.name} <a href={`tel:${c.phone}`}>{c.phone}</a>
                </>
              ),
            }))}
          />
        </>
      )}
      {mayReceipts && (
        <>
          <h3>{t('notify.ledger.title')}</h3>
          <Receipts alarmId={a.id} />
        </>
      )}
      <h3>{t('alarm.story')}</h3>
      <Timeline items={data.timeline.map((e) => ({ key: e.id, at: e.at, title: title(e), note: said(e) }))} />
    </>
  )
}

function facts(a: Card): Fact[] {
  const list: Fact[] = [
    { label: t('alarm.no'), value: a.no, wide: true },
    { label: t('alarm.school'), value: [a.school.countyName, a.school.name || t('alarm.unknownSchool')].filter(Boolean).join(' '), wide: true },
    { label: t('alarm.place'), value: a.place },
    { label: t('alarm.kindLabel'), value: kindWord(a.kind) },
    { label: t('alarm.pressedAt'), value: dateTime(a.t0) },
    { label: t('alarm.presser'), value: a.presser.name },
    { label: t('alarm.took'), value: span(a.t0, a.t2) },
    { label: t('alarm.police'), value: span(a.t0, a.t5) },
    { label: t('alarm.deskLabel'), value: a.desk?.name },
    { label: t('alarm.responder'), value: a.responder?.unit },
  ]
  if (a.outcome) list.push({ label: t('alarm.outcomeLabel'), value: outcome(a), wide: true })
  const marks = [
    a.silent && t('alarm.silent'),
    a.repeats > 0 && t('alarm.repeats', { n: a.repeats }),
    a.sessionExpired && t('alarm.expired'),
    Math.abs(a.clockOffMs) > 60_000 && t('alarm.clockOff', { n: span(1, 1 + Math.abs(a.clockOffMs)) }),
  ].filter(Boolean)
  if (marks.length) list.push({ label: t('alarm.stateLabel'), value: marks.join(' · '), wide: true })
  return list
}

function outcome(a: Card): string {
  const word = tMaybe(`alarm.outcome.${a.outcome}`) ?? a.outcome
  const why = a.outcomeReason && tMaybe(`alarm.reason.${a.outcomeReason}`)
  return why ? `${word} · ${why}` : word
}

function title(e: Event): string {
  const what = tMaybe(`alarm.event.${e.kind}`) ?? talkName(e.kind) ?? e.kind
  return e.byName ? `${what} · ${e.byName}` : what
}

const whyFailed = (code: string) => tMaybe(code.replace('notify.', 'notify.why.')) ?? code

/** What a line says: talk has words, pictures and voices of its own. */
function said(e: Event) {
  if (!talkName(e.kind)) return note(e)
  const data = (e.data ?? {}) as Record<string, unknown>
  return (
    <>
      {talkWords(e.kind, data, e.at)}
      <Media kind={e.kind} data={data} name={e.byName} />
    </>
  )
}

function note(e: Event): string {
  const d = (e.data ?? {}) as Record<string, unknown>
  if (e.kind === 'step_called' || e.kind === 'step_skipped') return stepWords(d)
  if (e.kind === 'notice_failed') return [d.name, tMaybe(`notify.way.${String(d.channel)}`), whyFailed(String(d.code))].filter(Boolean).join(' · ')
  return [d.unit, d.reason && tMaybe(`alarm.reason.${String(d.reason)}`), d.kind && kindWord(String(d.kind)), d.place, d.note, d.text]
    .filter((v) => typeof v === 'string' && v !== '')
    .join(' · ')
}
