import { beforeAll, describe, expect, it } from 'vitest'
import { load } from '../i18n/core'
import ui from '../i18n/zh'
import { fileOf, talkName, talkWords } from './line'

beforeAll(() => load('zh', { ui }))

describe('a line of talk', () => {
  it.each([
    ['message', { text: '两人持棍' }, '两人持棍'],
    ['action_done', { action: 'shelter', how: 'hide' }, '疏散或隐蔽 · 隐蔽'],
    ['action_undone', { action: 'gate', why: '门被撞开' }, '关门 · 门被撞开'],
    ['roll_report', { class: '一(1)班', present: 44, unaccounted: 0 }, '一(1)班：实到 44 人，无人失联'],
    ['roll_report', { class: '一(1)班', present: 42, unaccounted: 2, seats: ['12', '31'] }, '一(1)班：实到 42 人，未找到 2 人 · 座号 12、31'],
    ['roll_full', { class: '一(1)班', present: 44, unaccounted: 0, tookMs: 125_000 }, '一(1)班：实到 44 人，无人失联 · 自按下 02:05'],
    ['photo', { file: 'fil_1' }, ''],
  ])('%s %o', (kind, data, want) => {
    expect(talkWords(kind, data, 0)).toBe(want)
    expect(talkName(kind)).toBeTruthy()
  })

  it('says when something was said long before it came in', () => {
    const said = Date.parse('2026-11-25T04:00:00Z')
    expect(talkWords('message', { text: '在器材室', saidAt: said }, said + 90_000)).toBe('在器材室 · 实际时间 12:00:00')
    expect(talkWords('message', { text: '在器材室', saidAt: said }, said + 900)).toBe('在器材室')
  })

  it('has no name for events of another sort', () => {
    expect(talkName('accepted')).toBeUndefined()
    expect(fileOf({ text: 'x' })).toBeUndefined()
    expect(fileOf({ file: 'a/b' })).toBe('/api/v1/files/a%2Fb')
  })
})
