import { describe, expect, test } from 'vitest'
import { answered, marked, nudged, open, pointIn, spoken, spokenQuestion, tapped, turned, type Asked, type Paper } from './model'
import { dialled, pieces, read, type Voice } from './speech'

const ask = (kind: string, options = ['甲', '乙', '丙'], marks?: number): Asked => ({ id: kind, kind, text: '?', options, marks })

describe('a paper', () => {
  test('one of a single choice replaces the other, of a multiple choice it joins it', () => {
    expect(tapped(ask('single'), [0], 2)).toEqual([2])
    expect(tapped(ask('multiple'), [2], 0)).toEqual([0, 2])
    expect(tapped(ask('multiple'), [0, 2], 0)).toEqual([2])
  })
  test('an order is tapped one after the other, and one tapped again falls out', () => {
    expect(tapped(ask('order'), [2], 0)).toEqual([2, 0])
    expect(tapped(ask('order'), [2, 0, 1], 0)).toEqual([2, 1])
  })
  test('what is still open', () => {
    const paper: Paper = { questions: [ask('single'), ask('multiple'), ask('order'), ask('hotspot', [], 2)], media: {} }
    expect(open(paper, {})).toEqual([0, 1, 2, 3])
    expect(open(paper, { single: [1], multiple: [0], order: [2, 1, 0], hotspot: [[1, 1], [2, 2]] })).toEqual([])
    expect(answered(ask('order'), [2, 1])).toBe(false)
    expect(answered(ask('hotspot', [], 2), [[1, 1]])).toBe(false)
  })
  test('marks on a picture', () => {
    expect(pointIn({ left: 10, top: 20, width: 200, height: 100 }, 60, 70)).toEqual([25, 50])
    expect(pointIn({ left: 10, top: 20, width: 200, height: 100 }, 0, 900)).toEqual([0, 100])
    expect(marked([[1, 1]], [2, 2], 1)).toEqual([[2, 2]])
    expect(marked([[1, 1]], [2, 2], 2)).toEqual([[1, 1], [2, 2]])
    expect(nudged('ArrowLeft', [1, 50], false)).toEqual([0, 50])
    expect(nudged('ArrowDown', [1, 50], true)).toEqual([1, 51])
    expect(nudged('a', [1, 50], true)).toBeUndefined()
  })
})

describe('a page', () => {
  test('is turned by keys like a slide, and not past the end', () => {
    expect(turned('ArrowRight', 0, 3)).toBe(1)
    expect(turned('PageDown', 2, 3)).toBe(2)
    expect(turned('ArrowLeft', 0, 3)).toBe(0)
    expect(turned('End', 0, 3)).toBe(2)
    expect(turned('x', 1, 3)).toBe(1)
  })
  test('is read with what cannot be seen', () => {
    const page = { title: '火', blocks: [{ kind: 'text', text: '快跑！' }, { kind: 'points', items: ['弯腰', '捂鼻'] }, { kind: 'picture', picture: 'p', alt: '一扇门' }] }
    expect(spoken(page)).toBe('火。快跑！弯腰。捂鼻。一扇门。')
    expect(spokenQuestion({ text: '怎么办？', options: ['跑', '躲'] })).toBe('怎么办？A，跑。B，躲。')
  })
})

describe('reading aloud', () => {
  test('in pieces that end with a sentence', () => {
    const long = '一二三四五六七八九十。'.repeat(12)
    expect(pieces(long).join('')).toBe(long)
    expect(Math.max(...pieces(long).map((p) => p.length))).toBeLessThanOrEqual(60)
    expect(pieces('')).toEqual([])
  })
  test('telephone numbers digit by digit, amounts as amounts', () => {
    expect(dialled('打119，说清楚。')).toBe('打幺幺九，说清楚。')
    expect(dialled('拨12355或96110')).toBe('拨幺二三五五或九六幺幺零')
    expect(dialled('离岸120米，110元，2119 年，1100 元，12.119')).toBe('离岸120米，110元，2119 年，1100 元，12.119')
  })
  test('says when it is over, and keeps quiet once it was stopped', () => {
    const said: { text: string; voice?: unknown; onend?: () => void }[] = []
    class U {
      onend?: () => void
      lang = ''
      rate = 1
      constructor(readonly text: string) {}
    }
    globalThis.SpeechSynthesisUtterance = U as unknown as typeof SpeechSynthesisUtterance
    const chinese = { lang: 'zh-CN' }
    const by = { speak: (u: unknown) => said.push(u as never), cancel: () => undefined, getVoices: () => [{ lang: 'en-US' }, chinese] } as unknown as Voice
    let over = 0
    read('一。', () => over++, by)
    expect(said[0]?.voice).toBe(chinese)
    said[0]?.onend?.()
    expect(over).toBe(1)
    const stop = read('二。', () => over++, by)
    stop()
    said[1]?.onend?.()
    expect(over).toBe(1)
  })
})
