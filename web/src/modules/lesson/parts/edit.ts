// What an author does to a lesson, as pure changes of its content.
import type { components } from '../../../api/schema'

export type Content = components['schemas']['LessonContent']
export type Page = components['schemas']['LessonPage']
export type Part = components['schemas']['LessonPart']
export type Question = components['schemas']['LessonQuestion']
export type Spot = components['schemas']['LessonSpot']
export type Detail = components['schemas']['LessonDetail']
export type Head = components['schemas']['LessonHead']
export type Media = Detail['media']

export const partKinds = ['text', 'points', 'warn', 'say', 'picture', 'video'] as const
export const questionKinds = ['single', 'multiple', 'order', 'hotspot'] as const
export const topics = ['fire', 'explosion', 'earthquake', 'flood', 'drowning', 'traffic', 'assault', 'bullying', 'fraud', 'evacuation', 'other'] as const
export const blocks = ['social', 'health', 'accident', 'network', 'nature', 'other'] as const
export const stages = ['kindergarten', 'lower', 'upper', 'junior', 'senior'] as const

export function replaced<T>(list: T[], i: number, by: T): T[] {
  return list.map((x, k) => (k === i ? by : x))
}

export function removed<T>(list: T[], i: number): T[] {
  return list.filter((_, k) => k !== i)
}

/** One step up (-1) or down (+1); at the end nothing moves. */
export function moved<T>(list: T[], i: number, by: number): T[] {
  const to = i + by
  if (to < 0 || to >= list.length) return list
  const out = [...list]
  const [x] = out.splice(i, 1)
  out.splice(to, 0, x as T)
  return out
}

export function newPart(kind: string): Part {
  return kind === 'points' ? { kind, items: [''] } : kind === 'picture' || kind === 'video' || kind === 'package' ? { kind, alt: '' } : { kind, text: '' }
}

/** A new question with a name that no other has. */
export function newQuestion(kind: string, taken: string[]): Question {
  let n = taken.length + 1
  while (taken.includes(`q${n}`)) n++
  const base = { id: `q${n}`, kind, text: '', why: '' }
  if (kind === 'hotspot') return { ...base, spots: [], right: [], alt: '' }
  return { ...base, options: ['', ''], right: kind === 'order' ? [0, 1] : [] }
}

/** Every option of an order in its right place: that is how an author writes it. */
export function inOrder(q: Question): Question {
  const options = q.options ?? []
  if (q.kind !== 'order' || q.right.length !== options.length) return q
  return { ...q, options: q.right.map((r) => options[r] ?? ''), right: options.map((_, i) => i) }
}

export function withOption(q: Question): Question {
  const options = [...(q.options ?? []), '']
  return { ...q, options, right: q.kind === 'order' ? options.map((_, i) => i) : q.right }
}

export function withoutOption(q: Question, i: number): Question {
  const options = removed(q.options ?? [], i)
  return { ...q, options, right: q.kind === 'order' ? options.map((_, k) => k) : without(q.right, i) }
}

export function withoutSpot(q: Question, i: number): Question {
  return { ...q, spots: removed(q.spots ?? [], i), right: without(q.right, i) }
}

/** Positions after the i-th has gone. */
function without(right: number[], i: number): number[] {
  return right.filter((r) => r !== i).map((r) => (r > i ? r - 1 : r))
}

/** Marks an option or a spot as right, or takes that back; one is the only one of a single choice. */
export function judgedRight(q: Question, i: number, right: boolean): Question {
  if (q.kind === 'single') return { ...q, right: [i] }
  const others = q.right.filter((r) => r !== i)
  return { ...q, right: right ? [...others, i].sort((a, b) => a - b) : others }
}

const tenth = (v: number): number => Math.round(v * 10) / 10
const clamp = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v))
const smallest = 3

/** The rectangle between two points of a picture, in per cent, not smaller than a finger. */
export function spotBetween(a: [number, number], b: [number, number]): Omit<Spot, 'name'> {
  const w = clamp(Math.abs(a[0] - b[0]), smallest, 100)
  const h = clamp(Math.abs(a[1] - b[1]), smallest, 100)
  return { x: tenth(clamp(Math.min(a[0], b[0]), 0, 100 - w)), y: tenth(clamp(Math.min(a[1], b[1]), 0, 100 - h)), w: tenth(w), h: tenth(h) }
}

const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** What an arrow key does to a spot: it moves, or with Shift its far corner does; undefined for other keys. */
export function keyed(s: Spot, key: string, shift: boolean): Spot | undefined {
  const way = ways[key]
  if (!way) return undefined
  if (shift) return { ...s, w: tenth(clamp(s.w + way[0], smallest, 100 - s.x)), h: tenth(clamp(s.h + way[1], smallest, 100 - s.y)) }
  return { ...s, x: tenth(clamp(s.x + way[0], 0, 100 - s.w)), y: tenth(clamp(s.y + way[1], 0, 100 - s.h)) }
}

export type Imported = components['schemas']['LessonImported']

/** A content with what was imported: questions at the end of the pool under names of their own, a package on the page shown. */
export function withImported(c: Content, got: Imported, page: number): Content {
  const questions = [...c.questions]
  for (const q of got.questions) questions.push({ ...inOrder(q), id: newQuestion(q.kind, questions.map((x) => x.id)).id })
  if (!got.package) return { ...c, questions }
  const part = { kind: 'package', package: got.package, alt: got.title ?? '' }
  return { ...c, questions, pages: c.pages.map((p, i) => (i === page ? { ...p, blocks: [...p.blocks, part] } : p)) }
}
