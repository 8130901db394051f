import { Button, Upload } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FactList, type Fact } from '../../../ui/FactList'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { date, dateTime } from '../../../ui/time'
import { TextAct } from './Acts'
import { scenarioWord, when, type Drill } from './words'

interface Props {
  drill: Drill
  changed: () => void
}

const signed = (s: { name: string; at: number } | null) => (s ? `${s.name} ${dateTime(s.at)}` : '')

/** What is planned and who answers for it. */
export function Facts({ drill: d }: { drill: Drill }) {
  const n = d.notice
  const bad = d.safety?.items.filter((c) => !c.ok).length ?? 0
  const facts: Fact[] = [
    { label: t('drill.school'), value: d.schoolName },
    { label: t('drill.date'), value: when(d) },
    { label: t('drill.scenarioName'), value: scenarioWord(d.scenario) },
    { label: t('drill.formName'), value: `${t(`drill.form.${d.form}`)} · ${t(`drill.scope.${d.scope}`)}` },
    { label: t('drill.place'), value: d.place },
    { label: t('drill.commander'), value: d.commander },
    { label: t('drill.departments'), value: d.departments, wide: true },
    { label: t('drill.supplies'), value: d.supplies, wide: true },
    { label: t('drill.script'), value: <span className="drill-script">{d.script || '—'}</span>, wide: true },
    { label: t('drill.author'), value: signed(d.author) },
    { label: t('drill.approver'), value: signed(d.approver) },
  ]
  if (n) {
    facts.push({
      label: t('drill.tell'),
      value: [n.station, t('drill.told', { n: n.police }), n.letter ? t('drill.letter', { no: n.letter }) : t('drill.letterOwn'), n.around, n.fire && t('drill.fire')].filter(Boolean).join(' · '),
      wide: true,
    })
  }
  if (d.safety) facts.push({ label: t('drill.check'), value: `${bad > 0 ? t('drill.checkBad', { n: bad }) : t('drill.checkGood')} · ${d.safety.who}`, wide: true })
  if (d.approveNote && d.state === 'planned') facts.push({ label: t('drill.returnIt'), value: d.approveNote, wide: true })
  if (d.cancelReason) facts.push({ label: t('drill.cancelReason'), value: d.cancelReason, wide: true })
  if (d.stopNote) facts.push({ label: t('drill.stop'), value: d.stopNote, wide: true })
  if (d.pressId) facts.push({ label: t('drill.press'), value: <a href={`/alarms?open=${d.pressId}`}>{t('drill.seeAlarm')}</a> })
  return <FactList facts={facts} />
}

/** What came of it, the newest last. */
export function Story({ drill }: { drill: Drill }) {
  return (
    <Timeline
      items={drill.timeline.map((l) => {
        const data = l.data as Record<string, string | number>
        const word = tMaybe(`drill.line.${l.kind}`, data) ?? l.kind
        const counts = typeof data.present === 'number' && data.missing ? t('drill.missingN', { n: Number(data.missing) }) : ''
        return { key: l.id, at: l.at, title: `${word}${l.by ? ` · ${l.by}` : ''}`, note: [counts, data.note, data.reason].filter(Boolean).join(' · ') || undefined }
      })}
    />
  )
}

export function Evaluated({ drill }: { drill: Drill }) {
  const e = drill.evaluation
  if (!e || !drill.grade) return null
  return (
    <Panel title={t('drill.table')} extra={<StatusTag hue={drill.grade === 'good' ? 'green' : drill.grade === 'fair' ? 'yellow' : 'red'}>{t(`drill.grade.${drill.grade}`)}</StatusTag>}>
      <ol className="drill-items">
        {e.items.map((m) => (
          <li key={m.key} className={m.score}>
            <span>{tMaybe(`drill.items.${m.key}`)}</span>
            <b>{tMaybe(`drill.score.${m.score}`)}</b>
          </li>
        ))}
      </ol>
      <FactList
        facts={[
          { label: t('drill.fit'), value: t(`drill.three.${e.fit}`) },
          { label: t('drill.sufficient'), value: t(`drill.three.${e.sufficient}`) },
          ...e.review.map((m) => ({ label: tMaybe(`drill.aspects.${m.key}`) ?? m.key, value: tMaybe(`drill.reviewScore.${m.score}`) })),
          { label: t('drill.process'), value: e.process ?? '', wide: true },
          { label: t('drill.improvement'), value: e.improvement ?? '', wide: true },
          { label: t('drill.evaluator'), value: signed(drill.evaluator) },
        ]}
      />
    </Panel>
  )
}

export function Problems({ drill, changed }: Props) {
  if (!drill.evaluation) return null
  const may = drill.next.includes('archive') || drill.state === 'archived'
  return (
    <Panel title={t('drill.problems')}>
      {drill.problems.length === 0 && <p className="dim">{t('drill.noProblems')}</p>}
      <ul className="drill-problems">
        {drill.problems.map((p) => (
          <li key={p.id}>
            <span>
              <b>{p.text}</b>
              <span className="dim">{[p.measure, p.owner, p.due, p.state === 'mended' && `${p.fixed} ${p.fixedBy} ${date(p.fixedAt)}`].filter(Boolean).join(' · ')}</span>
            </span>
            <StatusTag hue={p.state === 'open' ? 'orange' : 'grey'}>{t(p.state === 'open' ? 'drill.open' : 'drill.mended')}</StatusTag>
            {p.state === 'open' && may && (
              <TextAct act={t('drill.mend')} label={t('drill.mendWhat')} done={changed}
                send={(what) => must(api.POST('/api/v1/drills/{id}/problems/{problemId}/mend', { params: { path: { id: drill.id, problemId: p.id } }, body: { what } }))} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Pictures of the drill, through the house's own files. */
export function Photos({ drill, changed }: Props) {
  const [failed, setFailed] = useState('')
  const may = drill.next.includes('photo')
  if (!may && drill.photos.length === 0) return null
  async function add(file: File) {
    setFailed('')
    try {
      const body = new FormData()
      body.append('file', file)
      const made = await must(
        api.POST('/api/v1/files' as never, { params: { query: { purpose: 'drill.photo', path: drill.path } }, body, bodySerializer: (b: FormData) => b } as never) as Promise<{ data?: { id: string }; response: Response }>,
      )
      await must(api.POST('/api/v1/drills/{id}/photos', { params: { path: { id: drill.id } }, body: { fileId: made.id } }))
    } catch (e) {
      setFailed(tError(problemOf(e)))
    }
    changed()
  }
  return (
    <Panel
      title={t('drill.photos')}
      extra={
        may && (
          <Upload accept="image/*" showUploadList={false} beforeUpload={(file) => (void add(file), Upload.LIST_IGNORE)}>
            <Button>{t('drill.addPhoto')}</Button>
          </Upload>
        )
      }
    >
      {failed && <p role="alert">{failed}</p>}
      <ul className="drill-photos">
        {drill.photos.map((p) => (
          <li key={p.fileId}>
            <a href={`/api/v1/files/${p.fileId}`} target="_blank" rel="noreferrer">
              <img src={`/api/v1/files/${p.fileId}`} alt={p.caption || `${p.by} ${dateTime(p.at)}`} loading="lazy" />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
