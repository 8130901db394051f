import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { createRoot, type Root } from 'react-dom/client'
import { LessonShow } from './LessonShow'
import { letter } from './model'
import { rightWords, type TaughtDoc } from './slides'
import { playWords } from './words'

;(globalThis as Record<string, unknown>).IS_REACT_ACT_ENVIRONMENT = true
const words = playWords.zh
let root: Root | undefined

afterEach(() => {
  act(() => root?.unmount())
  document.body.replaceChildren()
})

const doc: TaughtDoc = {
  media: {},
  content: {
    title: '着火了',
    pages: [{ title: '看见火', blocks: [{ kind: 'warn', text: '不要玩火' }] }],
    questions: [
      { id: 'a', kind: 'single', text: '先做什么', options: ['跑', '停'], right: [1], why: '听老师的' },
      { id: 'c', kind: 'order', text: '排', options: ['一', '二', '三'], right: [2, 0, 1] },
    ],
  },
}

test('a class sees pages, then questions whose answer the teacher tells', () => {
  const host = document.body.appendChild(document.createElement('div'))
  root = createRoot(host)
  const seen: number[] = []
  act(() => root?.render(<LessonShow doc={doc} words={words} onSlide={(n) => seen.push(n)} />))
  expect(host.querySelector('h2')?.textContent).toBe('看见火')
  const key = (k: string): void => act(() => void dispatchEvent(new KeyboardEvent('keydown', { key: k })))
  key('PageDown')
  expect(host.querySelector('h2')?.textContent).toBe('先做什么')
  expect(host.textContent).not.toContain('听老师的')
  key(' ')
  expect(host.querySelector('.lesson-why')?.textContent).toContain('B')
  expect(host.textContent).toContain('听老师的')
  key('ArrowRight')
  expect(host.querySelector('.lesson-why')).toBeNull()
  key('ArrowRight')
  expect(seen).toEqual([1, 2])
})

test('the right answer in words', () => {
  expect(rightWords(doc.content.questions[1]!, letter)).toBe('C → A → B')
  expect(rightWords({ id: 'd', kind: 'hotspot', text: '', right: [1], spots: [{ x: 0, y: 0, w: 5, h: 5, name: '门' }, { x: 9, y: 9, w: 5, h: 5, name: '油锅' }] }, letter)).toBe('油锅')
})
