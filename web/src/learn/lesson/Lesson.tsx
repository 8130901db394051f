// The pages of a lesson on a pupil's device: one at a time, with big buttons, by keys
// too, and read aloud where the device has a voice. Nothing in here asks the network
// but the pictures and videos themselves.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Report } from '../../ui/lesson/box'
import { spoken, turned, within, type LessonDoc } from '../../ui/lesson/model'
import { read, voice } from '../../ui/lesson/speech'
import type { PlayWords } from '../../ui/lesson/words'
import '../../ui/lesson/lesson.css'
import { Part } from './Parts'
import './play.css'

export interface LessonProps {
  /** As the server gives it: GET /api/v1/lessons/{id}/versions/{v}. */
  doc: LessonDoc
  /** `playWords[lang()]`. */
  words: PlayWords
  /** The page to open at, 0 for the first; for a pupil who comes back. */
  at?: number
  /** Tells which page is shown, to be remembered. */
  onPage?: (at: number) => void
  /** The last page's button: "Finished". The dwell is judged by the server, not here. */
  onDone: () => void
  /** What an imported package says; advice only. */
  onReport?: (r: Report) => void
}

export function Lesson({ doc, words, at = 0, onPage, onDone, onReport }: LessonProps) {
  const count = doc.pages.length
  const [now, setNow] = useState(within(at, count))
  const head = useRef<HTMLHeadingElement>(null)
  const page = doc.pages[now]
  const voiced = useReading(page ? spoken(page) : '')

  const go = (to: number): void => {
    if (to === now) return
    voiced.stop()
    setNow(to)
    onPage?.(to)
  }
  useEffect(() => head.current?.focus(), [now])
  if (!page) return null
  return (
    <article
      class="lesson lesson-play"
      onKeyDown={(e) => {
        if (e.target instanceof HTMLMediaElement) return
        go(turned(e.key, now, count))
      }}
    >
      <header class="lesson-bar">
        <progress value={now + 1} max={count} aria-label={words.page(now + 1, count)} />
        <span aria-hidden="true">{now + 1} / {count}</span>
        <ReadButton {...voiced} words={words} />
      </header>
      <h2 ref={head} tabIndex={-1}>{page.title || doc.title}</h2>
      {page.blocks.map((part, i) => <Part key={`${now}.${i}`} part={part} media={doc.media} words={words} onReport={onReport} />)}
      <footer class="lesson-foot">
        <button type="button" class="lesson-go" disabled={now === 0} onClick={() => go(now - 1)}>{words.back}</button>
        {now < count - 1 ? (
          <button type="button" class="lesson-go lesson-main" onClick={() => go(now + 1)}>{words.next}</button>
        ) : (
          <button type="button" class="lesson-go lesson-main" onClick={() => { voiced.stop(); onDone() }}>{words.finish}</button>
        )}
      </footer>
    </article>
  )
}

export interface Reading {
  can: boolean
  reading: boolean
  toggle: () => void
  stop: () => void
}

/** Reads `text` aloud when asked to, and stops when it changes or is no longer shown. */
export function useReading(text: string): Reading {
  const [reading, setReading] = useState(false)
  const quiet = useRef<() => void>(undefined)
  const stop = (): void => {
    quiet.current?.()
    quiet.current = undefined
    setReading(false)
  }
  const latest = useRef(stop)
  latest.current = stop
  useEffect(() => () => latest.current(), [text])
  return {
    can: voice() !== undefined && text !== '',
    reading,
    stop,
    toggle: () => {
      if (reading) return stop()
      setReading(true)
      quiet.current = read(text, () => setReading(false))
    },
  }
}

export function ReadButton({ can, reading, toggle, words }: Reading & { words: PlayWords }) {
  if (!can) return null
  return (
    <button type="button" class="lesson-read" aria-pressed={reading} onClick={toggle}>
      {reading ? words.hush : words.listen}
    </button>
  )
}
