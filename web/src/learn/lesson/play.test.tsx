import { h, render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Answers, LessonDoc, Paper } from '../../ui/lesson/model'
import { playWords } from '../../ui/lesson/words'
import { Lesson } from './Lesson'
import { Quiz } from './Quiz'

const words = playWords.zh
let root: HTMLElement

beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  act(() => render(null, root))
  root.remove()
})

/** Does something and lets the page settle. */
const does = (what: () => unknown): void =>
  void act(() => {
    what()
  })
const button = (name: string): HTMLButtonElement => [...root.querySelectorAll('button')].find((b) => (b.getAttribute('aria-label') ?? b.textContent ?? '').includes(name))!
const click = (e: Element | null | undefined): void => does(() => (e as HTMLElement).click())

const doc: LessonDoc = {
  title: '着火了',
  media: { film: { url: '/nowhere.mp4', type: 'video/mp4' } },
  pages: [
    { title: '看见火', blocks: [{ kind: 'text', text: '告诉大人' }, { kind: 'picture', picture: 'gone', alt: '厨房里的火' }] },
    { title: '怎么走', blocks: [{ kind: 'video', file: 'film', alt: '弯腰走出门' }, { kind: 'points', items: ['弯腰', '捂鼻'] }] },
  ],
}

test('pages are turned by button and by key, and the last one ends the lesson', () => {
  const seen: number[] = []
  let done = 0
  act(() => render(<Lesson doc={doc} words={words} onPage={(n) => seen.push(n)} onDone={() => done++} />, root))
  expect(root.querySelector('h2')?.textContent).toBe('看见火')
  expect(root.textContent).toContain('厨房里的火') // the picture is missing: its words stand there
  click(button(words.next))
  expect(root.querySelector('h2')?.textContent).toBe('怎么走')
  expect(document.activeElement).toBe(root.querySelector('h2'))
  does(() => root.querySelector('article')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true })))
  does(() => root.querySelector('article')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true })))
  expect(seen).toEqual([1, 0, 1])
  click(button(words.finish))
  expect(done).toBe(1)
})

test('a video that does not load gives way to its words', () => {
  act(() => render(<Lesson doc={doc} words={words} at={1} onDone={() => undefined} />, root))
  expect(root.querySelector('video')).not.toBeNull()
  does(() => root.querySelector('video')?.dispatchEvent(new Event('error')))
  expect(root.querySelector('video')).toBeNull()
  expect(root.querySelector('.lesson-instead')?.textContent).toContain('弯腰走出门')
})

const paper: Paper = {
  media: { p: { url: '/p.svg', type: 'image/svg+xml' } },
  questions: [
    { id: 'a', kind: 'single', text: '先做什么', options: ['甲', '乙'] },
    { id: 'c', kind: 'order', text: '排一排', options: ['走', '停', '点名'] },
    { id: 'd', kind: 'hotspot', text: '危险在哪', options: [], picture: 'p', marks: 2 },
  ],
}

test('a paper is handed in when all is answered, and says exactly what was chosen', () => {
  let handed: Answers | undefined
  act(() => render(<Quiz paper={paper} words={words} onSubmit={(a) => (handed = a)} />, root))
  click(button(words.next))
  click(button(words.next))
  click(button(words.open(3))) // leads to the first that is open
  expect(root.querySelector('legend')?.textContent).toContain('先做什么')
  click(root.querySelectorAll('input')[1])
  click(button(words.next))
  for (const option of ['停', '走', '点名']) click(button(option))
  click(button(words.next))
  const pick = root.querySelector<HTMLButtonElement>('.lesson-pick')
  const key = (k: string): void => does(() => pick!.dispatchEvent(new KeyboardEvent('keydown', { key: k, bubbles: true })))
  key('ArrowRight')
  click(pick) // by key: where the cross hair is
  key('ArrowDown')
  click(pick)
  click(button(words.handIn))
  expect(handed).toEqual({ a: [1], c: [1, 0, 2], d: [[54, 50], [54, 54]] })
})

test('once judged nothing can be changed, and why is said', () => {
  const review = [
    { id: 'a', ok: false, right: [0], why: '先停下来' },
    { id: 'c', ok: true, right: [1, 0, 2], why: '' },
    { id: 'd', ok: false, right: [], spots: [{ x: 1, y: 1, w: 9, h: 9, name: '油锅' }], why: '' },
  ]
  act(() => render(h(Quiz, { paper, words, answers: { a: [1] }, onSubmit: () => undefined, review }), root))
  expect(root.querySelector('.lesson-why')?.textContent).toContain('先停下来')
  expect(root.querySelector('fieldset')?.disabled).toBe(true)
  expect(root.querySelectorAll('.lesson-option')[0]?.getAttribute('data-right')).toBe('true')
  expect(root.querySelectorAll('.lesson-option')[1]?.getAttribute('data-right')).toBe('false')
  click(button(words.next))
  click(button(words.next))
  expect(root.querySelector('.lesson-spot')?.textContent).toBe('油锅')
})
