import { expect, test } from 'vitest'
import { inOrder, judgedRight, keyed, moved, newQuestion, spotBetween, withImported, withOption, withoutOption, withoutSpot } from './edit'

test('things move one step and not past the ends', () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
  expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3])
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3])
})

test('a question keeps its right answers when an option or a spot goes', () => {
  const q = { id: 'a', kind: 'multiple', text: '', options: ['甲', '乙', '丙'], right: [0, 2] }
  expect(withoutOption(q, 1).right).toEqual([0, 1])
  expect(withoutOption(q, 0).right).toEqual([1])
  const s = { x: 0, y: 0, w: 5, h: 5, name: '' }
  expect(withoutSpot({ id: 'h', kind: 'hotspot', text: '', spots: [s, s, s], right: [2] }, 0).right).toEqual([1])
})

test('an order is written in its right order', () => {
  const q = inOrder({ id: 'o', kind: 'order', text: '', options: ['甲', '乙', '丙'], right: [2, 0, 1] })
  expect(q.options).toEqual(['丙', '甲', '乙'])
  expect(q.right).toEqual([0, 1, 2])
  expect(withOption(q).right).toEqual([0, 1, 2, 3])
  expect(withoutOption(q, 0)).toMatchObject({ options: ['甲', '乙'], right: [0, 1] })
})

test('one of a single choice is right, several of a multiple choice', () => {
  expect(judgedRight({ ...newQuestion('single', []), right: [0] }, 1, true).right).toEqual([1])
  expect(judgedRight({ ...newQuestion('multiple', []), right: [1] }, 0, true).right).toEqual([0, 1])
  expect(judgedRight({ ...newQuestion('multiple', []), right: [0, 1] }, 0, false).right).toEqual([1])
  expect(newQuestion('single', ['q1', 'q3']).id).toBe('q4')
})

test('a spot is drawn between two points and stays on the picture', () => {
  expect(spotBetween([50, 60], [20, 30])).toEqual({ x: 20, y: 30, w: 30, h: 30 })
  expect(spotBetween([99.9, 99.9], [99.9, 99.9])).toEqual({ x: 97, y: 97, w: 3, h: 3 })
  const s = { x: 97, y: 50, w: 3, h: 10, name: '' }
  expect(keyed(s, 'ArrowRight', false)).toMatchObject({ x: 97 })
  expect(keyed(s, 'ArrowDown', true)).toMatchObject({ h: 11, w: 3 })
  expect(keyed(s, 'Enter', false)).toBeUndefined()
})

test('what is imported gets names of its own, and a package stands on the page that is shown', () => {
  const q = { id: 'q1', kind: 'single', text: '', options: ['甲', '乙'], right: [0] }
  const c = { title: '', topic: 'fire', block: 'accident', stage: 'lower', minutes: 1, minSeconds: 1, draw: 0, pass: 0, questions: [q], pages: [{ title: '', blocks: [] }, { title: '', blocks: [] }] }
  const out = withImported(c, { questions: [q, q], skipped: [], left: 0, media: {}, package: 'fil_1', title: '课件' }, 1)
  expect(new Set(out.questions.map((x) => x.id)).size).toBe(3)
  expect(out.pages[1]?.blocks).toEqual([{ kind: 'package', package: 'fil_1', alt: '课件' }])
  expect(out.pages[0]?.blocks).toEqual([])
})
