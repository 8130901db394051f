import { beforeAll, describe, expect, it } from 'vitest'
import { load } from '../../../ui/i18n/core'
import ui from '../../../ui/i18n/zh'
import todo from '../zh'
import { deadline } from './deadline'

beforeAll(() => load('zh', { ui, todo }))

// 2026-09-07 07:30 in the city
const now = Date.UTC(2026, 8, 6, 23, 30)
const at = (dayOfMonth: number, hour: number, minute = 0) => Date.UTC(2026, 8, dayOfMonth, hour - 8, minute)

describe('a deadline', () => {
  it.each([
    ['none', 0, 'grey', '不限期'],
    ['more than three days away', at(11, 0), 'green', '还有 4 天'],
    ['three days away, however late on the day', at(10, 23, 59), 'yellow', '还有 3 天'],
    ['tomorrow, though less than a day away', at(8, 1), 'yellow', '还有 1 天'],
    ['later today', at(7, 18), 'orange', '今天 18:00 到期'],
    ['a moment ago', now - 1, 'red', '已逾期 1 分钟'],
    ['this morning', at(7, 5), 'red', '已逾期 2 小时'],
    ['days ago', at(4, 7, 30), 'red', '已逾期 3 天'],
  ])('%s', (_, due, hue, text) => {
    expect(deadline(due, now)).toEqual({ hue, text, late: hue === 'red' })
  })
})
