import { tapped, type Answer, type Asked } from '../../ui/lesson/model'
import type { PlayWords } from '../../ui/lesson/words'

interface Props {
  q: Asked
  answer: Answer | undefined
  words: PlayWords
  onAnswer: (a: Answer) => void
  /** Once judged: the places of the right options, in their order where order is asked. */
  right?: number[]
}

/** The options of a choice, or of an order that is tapped one after the other. */
export function Options({ q, answer, words, onAnswer, right }: Props) {
  const chosen = (answer ?? []) as number[]
  const judged = (i: number): boolean | undefined =>
    right && (q.kind === 'order' ? right.indexOf(i) === chosen.indexOf(i) : right.includes(i) ? true : chosen.includes(i) ? false : undefined)
  const tap = (i: number): void => onAnswer(tapped(q, answer, i))
  return (
    <>
      {q.options.map((option, i) =>
        q.kind === 'order' ? (
          <button key={i} type="button" class="lesson-option" data-chosen={chosen.includes(i)} data-right={judged(i)} aria-pressed={chosen.includes(i)} onClick={() => tap(i)}>
            <span class="lesson-nth" aria-hidden="true">{place(chosen, i)}</span>
            <span>{option}</span>
            {chosen.includes(i) && <span class="lesson-hidden">{words.nth(chosen.indexOf(i) + 1)}</span>}
            {right && <small>{words.rightIs}: {right.indexOf(i) + 1}</small>}
          </button>
        ) : (
          <label key={i} class="lesson-option" data-chosen={chosen.includes(i)} data-right={judged(i)}>
            <input type={q.kind === 'single' ? 'radio' : 'checkbox'} name={q.id} checked={chosen.includes(i)} onChange={() => tap(i)} />
            <span>{option}</span>
            {right?.includes(i) && <small>{words.rightIs}</small>}
          </label>
        ),
      )}
    </>
  )
}

function place(chosen: number[], i: number): string {
  const at = chosen.indexOf(i)
  return at < 0 ? '' : String(at + 1)
}
