import { afterEach, describe, expect, it } from 'vitest'
import { load, t, tError, tField, tMaybe, type Dict } from '../ui/i18n/core'
import { date, dateTime, duration } from '../ui/time'
import { dictionaries, setWords } from './i18n'

function flat(dict: Dict, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(dict).map(([key, value]) => (typeof value === 'string' ? { [prefix + key]: value } : flat(value, `${prefix}${key}.`))),
  ) as Record<string, string>
}

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('words', () => {
  afterEach(() => setWords('zh'))

  it('fills parameters and shows a missing key in brackets', async () => {
    await setWords('zh')
    expect(t('ui.total', { n: 3 })).toBe('共 3 条')
    expect(t('nowhere.at.all' as 'ui.total')).toBe('⟦nowhere.at.all⟧')
    expect(tMaybe('ui.status.nothing')).toBeUndefined()
  })

  it('finds a problem by its code, and falls back to the general sentence', async () => {
    load('zh', { ...dictionaries.zh, org: { errors: { 'org.taken': '标识码 {code} 已被使用' } } })
    expect(tError({ code: 'org.taken', params: { code: '36001' } })).toBe('标识码 36001 已被使用')
    expect(tError({ code: 'org.unheard_of' })).toBe(dictionaries.zh.ui.errors.internal)
    expect(tField({ code: 'required' })).toBe('必填')
    expect(tField({ code: 'org.taken', params: { code: 'x' } })).toBe('标识码 x 已被使用')
    expect(tField({ code: 'unheard_of' })).toBe('填写不正确')
  })

  it('switches to English and tells the document', async () => {
    await setWords('en')
    expect(t('ui.total', { n: 3 })).toBe('3 in total')
    expect(document.documentElement.lang).toBe('en')
  })

  it.each(Object.keys(dictionaries.zh) as (keyof typeof dictionaries.zh)[])('%s says the same in both languages', async (room) => {
    const zh = flat(dictionaries.zh[room])
    const en = flat((await dictionaries.en[room]()).default)
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of Object.entries(zh)) {
      expect(holes(en[key] ?? ''), `${room}.${key}`).toEqual(holes(text))
      expect(en[key], `${room}.${key} is still Chinese`).not.toMatch(/[\u4e00-\u9fff]/)
    }
  })
})

describe('times', () => {
  it('are the city’s, whatever the browser’s zone', () => {
    const late = Date.UTC(2026, 2, 1, 16, 30, 5)
    expect(date(late)).toBe('2026-03-02')
    expect(dateTime(late)).toBe('2026-03-02 00:30')
    expect(date(0)).toBe('')
  })

  it('count in tabular steps', () => {
    expect(duration(187_900)).toBe('03:07')
    expect(duration(3_723_000)).toBe('1:02:03')
    expect(duration(-61_000)).toBe('01:01')
  })
})
