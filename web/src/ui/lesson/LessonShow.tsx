// A lesson on the screen of a classroom: large type, pages turned by keys or a
// presenter's remote, answers shown when the teacher says so.
import { useEffect, useRef, useState } from 'react'
import './lesson.css'
import './show.css'
import { letter, spoken, turned, within } from './model'
import { Part, Spots } from './Parts'
import { rightWords, slides, type TaughtDoc, type TaughtQuestion } from './slides'
import { read, voice } from './speech'
import type { PlayWords } from './words'

export interface LessonShowProps {
  /** As teachers get it: GET /api/v1/lessons/{id}/versions/{v}/teacher. */
  doc: TaughtDoc
  /** `playWords[lang()]`. */
  words: PlayWords
  /** The questions to be asked after the pages; all of them when it is missing, none for []. */
  questions?: TaughtQuestion[]
  at?: number
  onSlide?: (at: number, of: number) => void
  /** The button after the last slide; no button when it is missing. */
  onEnd?: () => void
  /** Beside an editor: takes neither keys nor the focus. */
  quiet?: boolean
}

export function LessonShow({ doc, words, questions, at = 0, onSlide, onEnd, quiet = false }: LessonShowProps) {
  const all = slides(doc, questions)
  const [now, setNow] = useState(() => within(at, all.length))
  const [told, setTold] = useState(false)
  const head = useRef<HTMLHeadingElement>(null)
  const slide = all[now]

  const go = (to: number): void => {
    if (to === now) return
    setNow(to)
    setTold(false)
    onSlide?.(to, all.length)
  }
  useEffect(() => {
    if (!quiet) head.current?.focus()
  }, [now, quiet])
  useEffect(() => {
    if (quiet) return undefined
    const on = (e: KeyboardEvent): void => {
      const busy = e.target instanceof Element && e.target.closest('input, textarea, select, video, [role=dialog]')
      if (busy || e.altKey || e.ctrlKey || e.metaKey) return
      if (e.key === ' ' && slide?.question && !(e.target instanceof HTMLButtonElement)) {
        e.preventDefault()
        setTold(true)
        return
      }
      go(turned(e.key, now, all.length))
    }
    addEventListener('keydown', on)
    return () => removeEventListener('keydown', on)
  })
  if (!slide) return null
  return (
    <article className="lesson lesson-show">
      {slide.page ? (
        <>
          <h2 ref={head} tabIndex={-1}>{slide.page.title || doc.content.title}</h2>
          <div className="lesson-body">{slide.page.blocks.map((part, i) => <Part key={`${now}.${i}`} part={part} media={doc.media} words={words} />)}</div>
        </>
      ) : (
        <>
          <h2 ref={head} tabIndex={-1}>{slide.question.text}</h2>
          <div className="lesson-body"><Question q={slide.question} doc={doc} words={words} told={told} /></div>
        </>
      )}
      <footer className="lesson-show-foot">
        <button type="button" disabled={now === 0} onClick={() => go(now - 1)}>{words.back}</button>
        <span>{now + 1} / {all.length}</span>
        {slide.page && <Aloud key={now} text={spoken(slide.page)} words={words} />}
        {slide.question && !told && <button type="button" className="lesson-main" onClick={() => setTold(true)}>{words.reveal}</button>}
        {now < all.length - 1 && <button type="button" className={told || slide.page ? 'lesson-main' : ''} onClick={() => go(now + 1)}>{words.next}</button>}
        {now === all.length - 1 && onEnd && <button type="button" className="lesson-main" onClick={onEnd}>{words.finish}</button>}
      </footer>
    </article>
  )
}

/** A question with its options; the answer and why once it is told. */
function Question({ q, doc, words, told }: { q: TaughtQuestion; doc: TaughtDoc; words: PlayWords; told: boolean }) {
  return (
    <>
      {q.kind === 'hotspot' ? (
        <Spots url={doc.media[q.picture ?? '']?.url} alt={q.alt || q.text} spots={told ? q.right.flatMap((r) => q.spots?.[r] ?? []) : []} words={words} />
      ) : (
        <ol className="lesson-letters">
          {q.options?.map((o, i) => (
            <li key={i} className="lesson-option" data-right={told && q.kind !== 'order' ? q.right.includes(i) : undefined}>
              <span className="lesson-nth">{letter(i)}</span>
              {o}
            </li>
          ))}
        </ol>
      )}
      {told && (
        <p className="lesson-why" role="status">
          <strong>{words.rightIs}：{rightWords(q, letter)}</strong> {q.why}
        </p>
      )}
    </>
  )
}

/** Reads a text aloud, where the browser has a voice. */
export function Aloud({ text, words }: { text: string; words: PlayWords }) {
  const [reading, setReading] = useState(false)
  const stop = useRef<() => void>(undefined)
  useEffect(() => () => stop.current?.(), [])
  if (!voice() || text === '') return null
  return (
    <button
      type="button"
      aria-pressed={reading}
      onClick={() => {
        stop.current?.()
        stop.current = undefined
        setReading(!reading)
        if (!reading) stop.current = read(text, () => setReading(false))
      }}
    >
      {reading ? words.hush : words.listen}
    </button>
  )
}
