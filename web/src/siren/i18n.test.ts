import { expect, it } from 'vitest'
import { agencies, states } from '../desk/model/card'
import type { Dict } from '../ui/i18n/core'
import { dictionaries } from './i18n'

function flat(dict: Dict, prefix = ''): Record<string, string> {
  const parts = Object.entries(dict).map(([key, value]) => (typeof value === 'string' ? { [prefix + key]: value } : flat(value, `${prefix}${key}.`)))
  return Object.assign({}, ...parts) as Record<string, string>
}

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

it('says the same in both languages', () => {
  const zh = flat(dictionaries.zh.siren)
  const en = flat(dictionaries.en.siren)
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  for (const [key, text] of Object.entries(zh)) expect(holes(en[key] ?? ''), key).toEqual(holes(text))
})

it('has a word for every state and agency', () => {
  const zh = flat(dictionaries.zh.siren)
  for (const key of [...states.map((s) => `state.${s}`), ...agencies.map((a) => `agency.${a}`)]) expect(zh[key], key).toBeTruthy()
})
