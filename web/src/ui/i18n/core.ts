// The words of the interface, without any framework, so that the phone can use
// it too. Chinese is the type: an English dictionary that misses a key does not
// compile. Each entry (back office, desk, phone) loads only its own dictionary
// and tells the compiler about it by widening `Words`.

import type ui from './zh'

export type Lang = 'zh' | 'en'

/** A dictionary: nested maps of sentences; `{name}` marks a parameter. */
export interface Dict {
  [key: string]: string | Dict
}

/** What an English dictionary must look like, given the Chinese one. */
export type Like<T> = { [K in keyof T]: T[K] extends string ? string : Like<T[K]> }

/** All dictionaries of the running entry, by room. Each entry widens it with its own. */
export interface Words {
  ui: typeof ui
}

type Paths<T, P extends string = ''> = {
  [K in keyof T & string]: K extends 'errors' ? never : T[K] extends string ? `${P}${K}` : Paths<T[K], `${P}${K}.`>
}[keyof T & string]

/** Every key that exists, e.g. `schools.title`. */
export type Key = Paths<Words>
export type Params = Record<string, string | number>

/** The part of a problem that a sentence is made of; see api/problem.ts. */
export interface Told {
  code: string
  params?: Record<string, unknown> | undefined
}

const words = new Map<string, string>()
const errors = new Map<string, string>()
const listeners = new Set<() => void>()
let current: Lang = 'zh'

/** Replaces the words in use. `dict` maps a room to its dictionary. */
export function load(lang: Lang, dict: Record<string, Dict>): void {
  words.clear()
  errors.clear()
  for (const [room, entries] of Object.entries(dict)) collect(`${room}.`, entries)
  current = lang
  if (typeof document !== 'undefined') document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  for (const tell of listeners) tell()
}

function collect(prefix: string, entries: Dict): void {
  for (const [key, value] of Object.entries(entries)) {
    if (typeof value === 'string') words.set(prefix + key, value)
    else if (key !== 'errors') collect(`${prefix}${key}.`, value)
    else for (const [code, text] of Object.entries(value)) if (typeof text === 'string') errors.set(code, text)
  }
}

/** The sentence for a key. Call it while rendering, never at module level: the language may change. */
export function t(key: Key, params?: Params): string {
  return say(key, params)
}

/** Like `t` for a key made at run time, e.g. `alarm.state.${state}`; undefined when there is none. */
export function tMaybe(key: string, params?: Params): string | undefined {
  const text = words.get(key)
  return text === undefined ? undefined : fill(text, params)
}

/** All sentences that rooms keep under one name, e.g. every `<room>.notice.…`, by key. */
export function wordsOf(part: string): Record<string, string> {
  return Object.fromEntries([...words].filter(([key]) => key.split('.')[1] === part))
}

function say(key: string, params?: Params): string {
  const text = words.get(key)
  // Shown with brackets so that a browser journey can find what is untranslated.
  return text === undefined ? `⟦${key}⟧` : fill(text, params)
}

/** The sentence for a problem of the server, by its code; the general one when the code is unknown. */
export function tError(problem: Told): string {
  const text = errors.get(problem.code) ?? errors.get('internal') ?? problem.code
  return fill(text, problem.params as Params | undefined)
}

/** The sentence for one refused field: `<room>.<code>`, then `field.<code>`, then the general one. */
export function tField(field: Told): string {
  const text = errors.get(field.code) ?? errors.get(`field.${field.code}`) ?? errors.get('field.invalid') ?? field.code
  return fill(text, field.params as Params | undefined)
}

function fill(text: string, params?: Params): string {
  if (!params) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}

export function lang(): Lang {
  return current
}

/** Calls back when the language changes; answers a function that stops it. */
export function onLang(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** The language this browser was last used in. */
export function rememberedLang(): Lang {
  try {
    return localStorage.getItem('huxue.lang') === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

export function rememberLang(value: Lang): void {
  try {
    localStorage.setItem('huxue.lang', value)
  } catch {
    // Private mode: the choice lasts until the page is closed.
  }
}
