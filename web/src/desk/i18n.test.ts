import { expect, it } from 'vitest'
import type { Dict } from '../ui/i18n/core'
import { dictionaries } from './i18n'
import { states, times, verbs } from './model/card'

function flat(dict: Dict, prefix = ''): Record<string, string> {
  const parts = Object.entries(dict).map(([key, value]) =>
    typeof value === 'string' ? { [prefix + key]: value } : flat(value, `${prefix}${key}.`),
  )
  return Object.assign({}, ...parts) as Record<string, string>
}

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

it('says the same in both languages', async () => {
  const zh = flat(dictionaries.zh.desk)
  const en = flat((await dictionaries.en.desk()).default)
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  for (const [key, text] of Object.entries(zh)) expect(holes(en[key] ?? ''), key).toEqual(holes(text))
})

it('has a word for every state, verb and time point', () => {
  const zh = flat(dictionaries.zh.desk)
  for (const key of [...states.map((s) => `state.${s}`), ...verbs.map((v) => `verb.${v}`), ...times.map((x) => `t.${x}`)]) {
    expect(zh[key], key).toBeTruthy()
  }
})
