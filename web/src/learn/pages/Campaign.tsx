// One campaign: its steps, the one that is open, and the end, which is told only once
// the server has it on its disk.
import { t, tError } from '../../ui/i18n/core'
import type { Step } from '../memory'
import { current, reachable, timeOf } from '../steps'
import { useLearn } from '../use'
import { StepPage } from './Step'

export function CampaignPage() {
  const learn = useLearn()
  const c = learn.campaign
  if (!c) return null
  const { open, unsent, done } = learn.progress
  if (unsent) return <Sending />
  if (open) {
    const step = c.steps.find((s) => s.n === open.n)
    if (step) return <StepPage step={step} />
  }
  const finished = learn.result?.finished
  if (finished?.done) return <End />
  const next = current(c, learn.progress)
  return (
    <>
      <button type="button" class="plain" onClick={() => learn.close()}>‹ {t('learn.back')}</button>
      <h1>{c.title}</h1>
      {c.done && <p class="good">✓ {c.late ? t('learn.doneLate') : t('learn.done')} {timeOf(c.doneAt)}</p>}
      {c.over && !c.done && <p class="note"><strong>{t('learn.over')}</strong> {t('learn.overHint')}</p>}
      <Result />
      <ol class="steps">
        {c.steps.map((s, i) => {
          const ready = c.done || done.includes(s.n)
          return (
            <li key={s.n} class="card" data-state={ready ? 'done' : s === next ? 'now' : 'later'}>
              <h2>
                <span class="step-n">{ready ? '✓' : i + 1}</span>
                {name(s)}
              </h2>
              <p class="dim">{facts(s)}</p>
              {!c.done && !ready && reachable(c, learn.progress, s) && (
                <button type="button" class={s === next ? 'big' : 'plain'} onClick={() => void learn.beginStep(s)}>{t('learn.begin')}</button>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}

export function name(s: Step): string {
  return s.title || t(`learn.kind.${s.kind}`)
}

function facts(s: Step): string {
  const parts = [s.title ? t(`learn.kind.${s.kind}`) : '', s.minutes ? t('learn.minutes', { n: s.minutes }) : '', s.optional ? t('learn.optional') : '']
  return parts.filter(Boolean).join(' · ')
}

/** How the last step went. */
function Result() {
  const { result } = useLearn()
  if (result?.failed) {
    const p = result.failed
    const params = { right: Number(p.params.right ?? 0), pass: Number(p.params.pass ?? 0) }
    return <p class="note" role="alert">{p.code === 'campaign.quiz_failed' ? t('learn.failed', params) : tError(p)}</p>
  }
  if (result?.finished?.of) return <p class="good" role="status">✓ {t('learn.right', { right: result.finished.right ?? 0, of: result.finished.of })}</p>
  return null
}

function Sending() {
  const learn = useLearn()
  return (
    <div class="card center" role="status">
      {learn.tries === 0 ? (
        <h1>{t('learn.sending')}</h1>
      ) : (
        <>
          <h1 class="bad">{t('learn.unsent')}</h1>
          <p>{t('learn.unsentHint')}</p>
          <button type="button" class="big" disabled={learn.sending} onClick={() => void learn.send()}>{learn.sending ? t('learn.sending') : t('learn.retry')}</button>
        </>
      )}
    </div>
  )
}

function End() {
  const learn = useLearn()
  const of = learn.result?.finished
  return (
    <div class="card center end" role="status">
      <div class="tick" aria-hidden="true">✓</div>
      <h1>{t('learn.finished')}</h1>
      <p class="recorded">{t('learn.recorded', { time: timeOf(learn.doneAt) })}</p>
      {of?.of ? <p>{t('learn.right', { right: of.right ?? 0, of: of.of })}</p> : null}
      {learn.late && <p class="note"><strong>{t('learn.late')}</strong> {t('learn.lateHint')}</p>}
      <button type="button" class="big" onClick={() => (learn.room ? learn.leave() : learn.close())}>{learn.room ? t('learn.leave') : t('learn.bye')}</button>
    </div>
  )
}

