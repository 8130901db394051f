// A lesson as slides for a whole class: its pages, then its questions with their answers.
import type { LessonPage, Media, Spot } from './model'

/** A question with its answer, as teachers get it. */
export interface TaughtQuestion {
  id: string
  kind: string
  text: string
  options?: string[]
  picture?: string
  alt?: string
  spots?: Spot[]
  right: number[]
  why?: string
}

/** A version as teachers get it: GET /api/v1/lessons/{id}/versions/{v}/teacher. */
export interface TaughtDoc {
  content: { title: string; pages: LessonPage[]; questions: TaughtQuestion[] }
  media: Media
}

export type Slide = { page: LessonPage; question?: undefined } | { question: TaughtQuestion; page?: undefined }

/** All slides; `questions` says which are asked, all of them when it is missing. */
export function slides({ content }: TaughtDoc, questions: TaughtQuestion[] = content.questions): Slide[] {
  return [...content.pages.map((page) => ({ page })), ...questions.map((question) => ({ question }))]
}

/** The right answer in words: letters of options, their order, or the names of spots. */
export function rightWords(q: TaughtQuestion, letter: (i: number) => string): string {
  if (q.kind === 'hotspot') return q.right.map((r) => q.spots?.[r]?.name ?? '').filter(Boolean).join('、')
  return q.right.map(letter).join(q.kind === 'order' ? ' → ' : '、')
}
