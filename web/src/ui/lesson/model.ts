// What a lesson and a paper are to whoever shows them, and the pure rules of going
// through them. No framework: the pupil's entry (Preact) and class mode (React) share it.

export interface Medium {
  url: string
  type: string
}

/** By the name under which a lesson uses a picture, a video or a package. */
export type Media = Record<string, Medium>

/** One block of a page. `picture`, `file` and `package` are names in `Media`. */
export interface LessonPart {
  kind: string
  text?: string
  items?: string[]
  picture?: string
  file?: string
  package?: string
  alt?: string
}

export interface LessonPage {
  title: string
  blocks: LessonPart[]
}

/** A published version as pupils get it: GET /api/v1/lessons/{id}/versions/{v}. */
export interface LessonDoc {
  title: string
  pages: LessonPage[]
  media: Media
}

/** One question of a paper, without its answer. `marks` is how many places of the picture are asked for. */
export interface Asked {
  id: string
  kind: string
  text: string
  options: string[]
  picture?: string
  alt?: string
  marks?: number
}

/** What the server draws for one seed. */
export interface Paper {
  questions: Asked[]
  media: Media
}

/** A place on a picture in per cent of its width and height. */
export type Point = [number, number]

/** Places of options as they were shown, or points on a picture. */
export type Answer = number[] | Point[]

/** By the question's id; exactly what the server judges. */
export type Answers = Record<string, Answer>

export interface Spot {
  x: number
  y: number
  w: number
  h: number
  name: string
}

/** How one question was answered, once the paper is handed in. */
export interface Judged {
  id: string
  ok: boolean
  right: number[]
  spots?: Spot[]
  why: string
}

/** What is to be found on a page by somebody who listens. */
export function spoken(page: LessonPage): string {
  const lines = [page.title]
  for (const b of page.blocks) {
    if (b.text) lines.push(b.text)
    if (b.items) lines.push(...b.items)
    if (!b.text && !b.items && b.alt) lines.push(b.alt)
  }
  return lines.map(ended).filter(Boolean).join('')
}

/** A question and its options, as they are read aloud. */
export function spokenQuestion(q: { text: string; options: string[] }): string {
  return [q.text, ...q.options.map((o, i) => `${letter(i)}，${o}`)].map(ended).join('')
}

/** With a full stop, so that a voice pauses. */
function ended(line: string): string {
  const text = line.trim()
  return text === '' || /[。！？；.!?;]$/.test(text) ? text : `${text}。`
}

/** A, B, C … */
export function letter(i: number): string {
  return String.fromCharCode(65 + i)
}

/** Within 0 … count-1. */
export function within(i: number, count: number): number {
  return Math.max(0, Math.min(count - 1, i))
}

/** Where a key leads from a page: pages are turned like those of slides. */
export function turned(key: string, at: number, count: number): number {
  if (key === 'ArrowRight' || key === 'PageDown') return within(at + 1, count)
  if (key === 'ArrowLeft' || key === 'PageUp') return within(at - 1, count)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return at
}

/** Enough has been chosen for the question to be handed in. */
export function answered(q: Asked, a: Answer | undefined): boolean {
  const n = a?.length ?? 0
  if (q.kind === 'order') return n === q.options.length
  if (q.kind === 'hotspot') return n === (q.marks ?? 1)
  return n > 0
}

/** The questions that still want an answer, as places on the paper. */
export function open(paper: Paper, answers: Answers): number[] {
  return paper.questions.flatMap((q, i) => (answered(q, answers[q.id]) ? [] : [i]))
}

/** What a tap on an option does: choose the one, add or remove one of many, or put it next in the order. */
export function tapped(q: Asked, a: Answer | undefined, option: number): number[] {
  const chosen = (a ?? []) as number[]
  if (q.kind === 'single') return [option]
  if (chosen.includes(option)) return chosen.filter((x) => x !== option)
  const next = [...chosen, option]
  return q.kind === 'order' ? next : next.sort((x, y) => x - y)
}

const round = (v: number): number => Math.round(Math.max(0, Math.min(100, v)) * 10) / 10

/** A point of the screen as per cent of the box it lies in. */
export function pointIn(box: { left: number; top: number; width: number; height: number }, x: number, y: number): Point {
  return [round(((x - box.left) / box.width) * 100), round(((y - box.top) / box.height) * 100)]
}

/** A mark more; when all that are asked for are set, the oldest makes place. */
export function marked(a: Answer | undefined, at: Point, most: number): Point[] {
  const marks = [...((a ?? []) as Point[]), at]
  return marks.slice(Math.max(0, marks.length - most))
}

const ways: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Where an arrow key moves the cross hair on a picture; undefined for any other key. */
export function nudged(key: string, at: Point, fine: boolean): Point | undefined {
  const way = ways[key]
  const far = fine ? 1 : 4
  return way && [round(at[0] + way[0] * far), round(at[1] + way[1] * far)]
}
