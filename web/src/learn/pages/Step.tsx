// A step that is open: pages to read, questions to answer, a promise to make. The time
// that has to be spent is counted down in the open; the server keeps its own clock.
import { useState } from 'preact/hooks'
import { lang, t } from '../../ui/i18n/core'
import { playWords } from '../../ui/lesson/words'
import { Lesson } from '../lesson/Lesson'
import { Quiz } from '../lesson/Quiz'
import type { Step } from '../memory'
import { left, minutes } from '../steps'
import { useLearn, useSeconds } from '../use'
import { name } from './Campaign'

export function StepPage({ step }: { step: Step }) {
  const learn = useLearn()
  const [through, setThrough] = useState(false)
  const open = learn.progress.open
  const now = useSeconds(true)
  if (!open) return null
  const words = playWords[lang()]
  const more = left(open.begun, open.minSeconds, now)
  const end = (): void => (more > 0 ? setThrough(true) : learn.finish())
  return (
    <>
      <div class="bar">
        <button type="button" class="plain" onClick={() => learn.pause()}>‹ {t('learn.back')}</button>
        <strong>{name(step)}</strong>
        {open.minSeconds > 0 && <span class="dwell" data-over={more === 0}>{more > 0 ? minutes(more) : t('learn.dwellDone')}</span>}
      </div>
      {step.kind === 'quiz' && learn.paper ? (
        <Quiz paper={learn.paper} words={words} answers={open.answers} onAnswers={(a) => learn.answering(a)} onSubmit={(a) => { learn.answering(a); end() }} />
      ) : step.kind === 'commit' || !step.lessonId ? (
        <div class="card center">
          <p class="promise">{step.text || step.title}</p>
          <button type="button" class="big" disabled={more > 0} onClick={() => learn.finish()}>{step.kind === 'commit' ? t('learn.promise') : t('learn.complete')}</button>
        </div>
      ) : learn.doc ? (
        <Lesson doc={learn.doc} words={words} at={open.page} onPage={(at) => learn.at(at)} onDone={end} />
      ) : learn.problem ? (
        <div class="card center"><button type="button" class="big" onClick={() => learn.retryDoc()}>{t('learn.reload')}</button></div>
      ) : (
        <p class="card dim">{t('learn.loading')}</p>
      )}
      {through && (
        <div class="wait" role="status">
          {more > 0 ? <p>{t('learn.dwell', { time: minutes(more) })}</p> : <button type="button" class="big" onClick={() => learn.finish()}>{t('learn.complete')}</button>}
        </div>
      )}
    </>
  )
}
