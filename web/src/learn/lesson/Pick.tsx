import { useRef, useState } from 'preact/hooks'
import { marked, nudged, pointIn, type Answer, type Asked, type Point, type Spot } from '../../ui/lesson/model'
import type { PlayWords } from '../../ui/lesson/words'
import { Picture } from './Parts'

interface Props {
  q: Asked
  url: string | undefined
  answer: Answer | undefined
  words: PlayWords
  onAnswer: (a: Answer) => void
  spots?: Spot[]
  fixed?: boolean
}

/** Marks on a picture: by finger or mouse, or with a cross hair that arrow keys move. */
export function Pick({ q, url, answer, words, onAnswer, spots, fixed }: Props) {
  const [cross, setCross] = useState<Point>([50, 50])
  const [keys, setKeys] = useState(false)
  const [lost, setLost] = useState(!url)
  const area = useRef<HTMLButtonElement>(null)
  const marks = (answer ?? []) as Point[]
  const most = q.marks ?? 1
  const set = (at: Point): void => onAnswer(marked(answer, at, most))
  if (lost) return <Picture url={undefined} alt={q.alt ?? ''} words={words} />
  return (
    <span class="lesson-map">
      <img src={url} alt={q.alt || q.text} draggable={false} onError={() => setLost(true)} />
      <button
        ref={area}
        type="button"
        class="lesson-pick"
        disabled={fixed}
        aria-label={`${words.places(most)} · ${words.pickHelp}`}
        onKeyDown={(e) => {
          const to = nudged(e.key, cross, e.shiftKey)
          if (!to) return
          e.preventDefault()
          e.stopPropagation()
          setKeys(true)
          setCross(to)
        }}
        onBlur={() => setKeys(false)}
        onClick={(e) => {
          // A key's click has no place of its own.
          if (e.detail === 0) return set(cross)
          setKeys(false)
          set(pointIn(e.currentTarget.getBoundingClientRect(), e.clientX, e.clientY))
        }}
      />
      {keys && <span class="lesson-cross" style={{ left: `${cross[0]}%`, top: `${cross[1]}%` }} />}
      {marks.map(([x, y], i) => (
        <button
          key={`${x},${y},${i}`}
          type="button"
          class="lesson-mark"
          disabled={fixed}
          style={{ left: `${x}%`, top: `${y}%` }}
          aria-label={words.unmark(i + 1)}
          onClick={() => onAnswer(marks.filter((_, k) => k !== i))}
        >
          {i + 1}
        </button>
      ))}
      {spots?.map((s) => (
        <span key={s.name} class="lesson-spot" style={{ left: `${s.x}%`, top: `${s.y}%`, width: `${s.w}%`, height: `${s.h}%` }}><span>{s.name}</span></span>
      ))}
    </span>
  )
}
