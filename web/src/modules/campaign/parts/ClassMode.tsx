import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { lang, t, tError } from '../../../ui/i18n'
import { LessonShow } from '../../../ui/lesson/LessonShow'
import type { TaughtDoc } from '../../../ui/lesson/slides'
import { playWords } from '../../../ui/lesson/words'
import { serverNow } from '../../../ui/now'
import { Check } from './Check'
import { minutesOf, understood, useTaught, type Taught } from './taught'
import './mode.css'

type Room = components['schemas']['CampaignClassRoom']

interface Props {
  campaignId: string
  classId: string
  room: Room
  close: () => void
}

const parts = ['lesson', 'roll', 'check', 'record'] as const

/** One screen for the classroom: the lesson, the roll, a check on understanding, and one button that enters it. */
export function ClassMode({ campaignId, classId, room, close }: Props) {
  const [state, set, forget] = useTaught(campaignId, classId, serverNow())
  const box = useRef<HTMLDivElement>(null)
  const steps = room.lesson.steps.filter((s) => s.lessonId && !s.optional)
  // A step that only asks questions about the lesson before it is not taught again.
  const taught = steps.filter((s, i) => steps.findIndex((x) => x.lessonId === s.lessonId) === i)
  const docs = useQuery({
    queryKey: ['campaign', 'taught', taught.map((s) => `${s.lessonId}@${s.version ?? 0}`)], staleTime: Infinity,
    queryFn: () => Promise.all(taught.map((s) => must(api.GET('/api/v1/lessons/{id}/versions/{version}/teacher', { params: { path: { id: s.lessonId ?? '', version: s.version ?? 0 } } })))),
  })
  const least = room.lesson.steps.reduce((sum, s) => sum + s.minSeconds, 0)
  const seats = room.seats.filter((x) => !x.excluded && !x.moved)
  const absent = state.absent.filter((id) => seats.some((x) => x.pupilId === id))
  const present = seats.length - absent.length
  useEffect(() => box.current?.focus(), [state.at])

  const leave = () => {
    if (state.at === 'done') forget()
    close()
  }
  const all = (docs.data ?? []) as unknown as TaughtDoc[]
  const doc = all[state.lesson]
  return (
    <div className="mode" role="dialog" aria-modal="true" aria-label={t('campaign.class.start')} ref={box} tabIndex={-1}>
      <header className="mode-top">
        <h1>{`${room.row.name} · ${room.lesson.title}`}</h1>
        <ol>{parts.map((p) => <li key={p} aria-current={state.at === p ? 'step' : undefined}>{t(`campaign.mode.${p}`)}</li>)}</ol>
        <button type="button" onClick={leave}>{t('campaign.mode.close')}</button>
      </header>
      {state.at === 'lesson' && (
        <>
          <div className="mode-body">
            {taught.length === 0 ? (
              <div className="mode-pad"><p>{t('campaign.mode.noLesson')}</p></div>
            ) : docs.error ? (
              <div className="mode-pad"><p className="mode-bad">{tError(problemOf(docs.error))}</p><button type="button" className="mode-plain" onClick={() => void docs.refetch()}>{t('ui.retry')}</button></div>
            ) : (
              doc && (
                <LessonShow
                  key={state.lesson} doc={doc} words={playWords[lang()]} questions={[]} at={state.slide} onSlide={(slide) => set({ slide })}
                  onEnd={() => (state.lesson < all.length - 1 ? set({ lesson: state.lesson + 1, slide: 0 }) : set({ at: 'roll' }))}
                />
              )
            )}
          </div>
          <footer className="mode-foot">
            <span>{taught.length > 1 ? t('campaign.mode.lessonNo', { n: state.lesson + 1, of: taught.length }) : ''}</span>
            <button type="button" className="mode-main" onClick={() => set({ at: 'roll' })}>{t('campaign.mode.toRoll')}</button>
          </footer>
        </>
      )}
      {state.at === 'roll' && (
        <>
          <div className="mode-body">
            <div className="mode-pad">
              <h2>{t('campaign.mode.roll')}</h2>
              <p className="mode-hint">{t('campaign.mode.rollHint')}</p>
              <ul className="mode-roll">
                {seats.map((x) => {
                  const away = absent.includes(x.pupilId)
                  return (
                    <li key={x.pupilId}>
                      <button type="button" aria-pressed={away} onClick={() => set({ absent: away ? absent.filter((id) => id !== x.pupilId) : [...absent, x.pupilId] })}>
                        <span className="num">{x.seat}</span> {x.name} <small>{t(away ? 'campaign.mode.absent' : 'campaign.mode.present')}</small>
                      </button>
                    </li>
                  )
                })}
              </ul>
            </div>
          </div>
          <footer className="mode-foot">
            <span role="status">{t('campaign.mode.counts', { present, absent: absent.length })}</span>
            <button type="button" className="mode-plain" onClick={() => set({ at: 'lesson' })}>{t('ui.back')}</button>
            <button type="button" className="mode-main" disabled={present === 0} onClick={() => set({ at: 'check', asked: Math.min(state.asked, present) })}>{t('campaign.mode.toCheck')}</button>
          </footer>
        </>
      )}
      {state.at === 'check' && <Check docs={all} state={state} present={present} set={set} />}
      {(state.at === 'record' || state.at === 'done') && (
        <Record campaignId={campaignId} classId={classId} state={state} absent={absent} present={present} least={least} set={set} leave={leave} />
      )}
    </div>
  )
}

interface RecordProps {
  campaignId: string
  classId: string
  state: Taught
  absent: string[]
  present: number
  least: number
  set: (patch: Partial<Taught>) => void
  leave: () => void
}

/** What is about to be entered, the one button, and what came of it. */
function Record({ campaignId, classId, state, absent, present, least, set, leave }: RecordProps) {
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState('')
  const minutes = state.minutes || minutesOf(state, serverNow(), least)
  const asked = state.right.length ? Math.min(state.asked, present) : 0
  async function enter() {
    setBusy(true)
    setWhy('')
    // Fixed before it is sent: what is sent again must be the same to the letter.
    set({ minutes })
    try {
      const r = await must(
        api.POST('/api/v1/campaigns/{id}/classes/{classId}/hold', {
          params: { path: { id: campaignId, classId } }, headers: { 'Idempotency-Key': state.key },
          body: { everybody: true, absent, minutes, asked, understood: Math.min(asked, understood(state)), note: state.right.map((x, i) => `${i + 1}: ${x}/${state.asked}`).join(' ') },
        }),
      )
      set({ at: 'done', result: { counted: r.counted, before: r.before, absent: absent.length, late: r.late } })
    } catch (e) {
      setWhy(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  const r = state.result
  if (state.at === 'done' && r) {
    return (
      <>
        <div className="mode-body">
          <div className="mode-pad mode-result" role="status">
            <p>{t(r.late ? 'campaign.mode.resultLate' : 'campaign.mode.result', { n: r.counted, absent: r.absent })}</p>
            {r.before > 0 && <div className="mode-hint">{t('campaign.mode.before', { n: r.before })}</div>}
          </div>
        </div>
        <footer className="mode-foot"><span /><button type="button" className="mode-main" onClick={leave}>{t('campaign.mode.back')}</button></footer>
      </>
    )
  }
  return (
    <>
      <div className="mode-body">
        <div className="mode-pad mode-result">
          <p className="num">{t('campaign.mode.counts', { present, absent: absent.length })}</p>
          <div className="mode-hint num">{t('campaign.mode.minutes')} {minutes} · {t('campaign.mode.sum', { asked: asked * state.right.length, right: state.right.reduce((a, b) => a + b, 0) })}</div>
          {why && <div className="mode-bad" role="alert">{t('campaign.mode.failed', { why })}</div>}
          <div className="mode-hint">{t('campaign.mode.kept')}</div>
        </div>
      </div>
      <footer className="mode-foot">
        <span />
        <button type="button" className="mode-plain" disabled={busy} onClick={() => set({ at: 'roll' })}>{t('ui.back')}</button>
        <button type="button" className="mode-main" disabled={busy} onClick={() => void enter()}>{t(busy ? 'campaign.mode.entering' : why ? 'campaign.mode.tryAgain' : 'campaign.mode.enter')}</button>
      </footer>
    </>
  )
}
