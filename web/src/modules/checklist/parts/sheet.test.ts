import { expect, test } from 'vitest'
import { dropItem, dropSection, moveItem, moveSection, nextCode, nextSection, putItem } from './sheet'
import type { Item, Sheet } from './words'

const item = (code: string): Item => ({ code, text: code, level: 'general', stop: false, agencies: ['police'], applies: '', fact: '', photo: false, veto: false })
const sheet = (...sections: [string, ...string[]][]): Sheet => ({ sections: sections.map(([code, ...items]) => ({ code, title: code, items: items.map(item) })) })
const codes = (s: Sheet) => s.sections.map((c) => [c.code, ...c.items.map((i) => i.code)].join(' '))

test('items move within a section and on into the one beside', () => {
  const s = sheet(['A', '1', '2'], ['B', '3'])
  expect(codes(moveItem(s, 0, 0, 1))).toEqual(['A 2 1', 'B 3'])
  expect(codes(moveItem(s, 0, 1, 1))).toEqual(['A 1', 'B 2 3'])
  expect(codes(moveItem(s, 1, 0, -1))).toEqual(['A 1 2 3', 'B'])
  expect(codes(moveItem(s, 0, 0, -1))).toEqual(['A 1 2', 'B 3'])
})

test('sections move, items and sections go and come', () => {
  const s = sheet(['A', '1'], ['B', '2'])
  expect(codes(moveSection(s, 1, -1))).toEqual(['B 2', 'A 1'])
  expect(codes(moveSection(s, 0, -1))).toEqual(['A 1', 'B 2'])
  expect(codes(dropSection(s, 0))).toEqual(['B 2'])
  expect(codes(dropItem(s, 1, 0))).toEqual(['A 1', 'B'])
  expect(codes(putItem(s, 0, 9, item('9')))).toEqual(['A 1 9', 'B 2'])
  expect(codes(putItem(s, 0, 0, item('8')))).toEqual(['A 8', 'B 2'])
})

test('numbers go on', () => {
  expect(nextCode(sheet(['B05', 'B05-01', 'B05-02']), 0)).toBe('B05-03')
  expect(nextCode(sheet(['B05', 'B05-02']), 0)).toBe('B05-03')
  expect(nextSection(sheet(['B16'], ['B17']))).toBe('B18')
  expect(nextSection(sheet(['A']))).toBe('A2')
})
