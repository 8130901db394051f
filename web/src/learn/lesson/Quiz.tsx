// A paper on a pupil's device: one question at a time, handed in when all are answered.
// The answers are exactly what the server judges; nothing is judged here.
import { useEffect, useRef, useState } from 'preact/hooks'
import { open, spokenQuestion, type Answer, type Answers, type Asked, type Judged, type Paper } from '../../ui/lesson/model'
import type { PlayWords } from '../../ui/lesson/words'
import '../../ui/lesson/lesson.css'
import { ReadButton, useReading } from './Lesson'
import { Options } from './Options'
import { Pick } from './Pick'
import './play.css'

export interface QuizProps {
  /** As the server draws it. */
  paper: Paper
  words: PlayWords
  /** Answers given before, for a pupil who comes back. */
  answers?: Answers
  /** Tells each change, to be remembered. */
  onAnswers?: (answers: Answers) => void
  /** Hands the paper in. */
  onSubmit: (answers: Answers) => void
  /** While it is being handed in. */
  busy?: boolean
  /** Once it is judged: shows what was right and why, and lets nothing be changed. */
  review?: Judged[]
}

export function Quiz({ paper, words, answers: given, onAnswers, onSubmit, busy, review }: QuizProps) {
  const [answers, setAnswers] = useState<Answers>(given ?? {})
  const [at, setAt] = useState(0)
  const legend = useRef<HTMLLegendElement>(null)
  const count = paper.questions.length
  const q = paper.questions[at]
  const voiced = useReading(q ? spokenQuestion(q) : '')
  useEffect(() => legend.current?.focus(), [at])
  if (!q) return null

  const left = open(paper, answers)
  const answer = (a: Answer): void => {
    const next = { ...answers, [q.id]: a }
    setAnswers(next)
    onAnswers?.(next)
  }
  const judged = review?.find((j) => j.id === q.id)
  return (
    <section class="lesson lesson-play">
      <header class="lesson-bar">
        <progress value={at + 1} max={count} aria-label={words.question(at + 1, count)} />
        <span aria-hidden="true">{at + 1} / {count}</span>
        <ReadButton {...voiced} words={words} />
      </header>
      <fieldset class="lesson-options" disabled={Boolean(review)}>
        <legend ref={legend} tabIndex={-1}>
          {q.text}
          <small>{hint(q, words)}</small>
        </legend>
        {q.kind === 'hotspot' ? (
          <Pick q={q} url={paper.media[q.picture ?? '']?.url} answer={answers[q.id]} words={words} onAnswer={answer} spots={judged?.spots} fixed={Boolean(review)} />
        ) : (
          <Options q={q} answer={answers[q.id]} words={words} onAnswer={answer} right={judged?.right} />
        )}
      </fieldset>
      {judged && (
        <p class="lesson-why" data-ok={judged.ok} role="status">
          <strong>{judged.ok ? words.right : words.wrong}</strong>
          {judged.why}
        </p>
      )}
      <footer class="lesson-foot">
        <button type="button" class="lesson-go" disabled={at === 0} onClick={() => setAt(at - 1)}>{words.back}</button>
        {at < count - 1 && <button type="button" class="lesson-go lesson-main" onClick={() => setAt(at + 1)}>{words.next}</button>}
        {at === count - 1 && !review && (
          <button type="button" class="lesson-go lesson-main" disabled={busy} onClick={() => (left.length > 0 ? setAt(left[0] ?? 0) : onSubmit(answers))}>
            {left.length > 0 ? words.open(left.length) : words.handIn}
          </button>
        )}
      </footer>
    </section>
  )
}

function hint(q: Asked, words: PlayWords): string {
  const kind = words.kind[q.kind as keyof PlayWords['kind']] ?? ''
  return q.kind === 'hotspot' ? `${kind} · ${words.places(q.marks ?? 1)}` : kind
}
