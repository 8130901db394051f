import { describe, expect, it } from 'vitest'
import { tMaybe } from '../../../ui/i18n/core'
import { startWords, switchLang } from '../../i18n'
import type { Item } from '../../outbox/item'
import { hopeFor, steps, truthOfCard, truthOfWaiting } from './truth'
import type { Card } from './types'

const item: Item = { id: 'p', lane: 'urgent', chain: 'p', path: '/api/v1/alarms', body: {}, at: 0, seq: 1, tries: 0, nextAt: 0, state: 'queued' }
const card = {
  id: 'alm_1', version: 1, mode: 'real', state: 'waiting', outcome: '', kind: '', silent: false,
  t0: 0, t1: 1, t2: 2, t3: 3, t4: 4, t5: 5, t6: 6, t7: 7,
} satisfies Card as Card

describe('the truth about a press without an answer', () => {
  it.each([
    ['just pressed', item, 0, false, 'sending'],
    ['2.9 s without an answer', item, hopeFor - 1, false, 'sending'],
    ['3 s without an answer', item, hopeFor, false, 'cut'],
    ['one failed try, network believed up', { ...item, tries: 1, why: 'network' as const }, 500, false, 'sending'],
    ['one failed try, network known down', { ...item, tries: 1, why: 'network' as const }, 500, true, 'cut'],
    ['known down, not tried yet', item, 0, true, 'sending'],
    ['an overloaded server', { ...item, tries: 2, why: 'busy' as const }, hopeFor, false, 'busy'],
    ['an expired log-in', { ...item, tries: 1, why: 'login' as const }, 0, false, 'login'],
    ['a refusal', { ...item, state: 'refused' as const }, 0, false, 'refused'],
  ])('%s', (_, of, after, offline, word) => {
    expect(truthOfWaiting(of, 1000, 1000 + after, offline).word).toBe(word)
  })
})

describe('the truth about an alarm', () => {
  it.each([
    ['waiting', '', 'received', 1],
    ['accepted', '', 'accepted', 2],
    ['dispatched', '', 'dispatched', 3],
    ['on_scene', '', 'on_scene', 5],
    ['resolved', 'handled', 'resolved', 6],
    ['reset', 'handled', 'reset', 7],
    ['resolved', 'false_alarm', 'false_alarm', 6],
  ] as const)('%s %s', (state, outcome, word, at) => {
    expect(truthOfCard({ ...card, state, outcome })).toMatchObject({ word, at })
  })

  it('does not say "accepted" before a person did', () => {
    expect(truthOfCard(card).tone).toBe('received')
  })

  it('has a Chinese and an English word for everything it may say', () => {
    const said = ['sending', 'cut', 'busy', 'login', 'refused', 'reset', ...steps(card).map((s) => s.word), 'false_alarm']
    for (const lang of ['en', 'zh'] as const) {
      switchLang(lang)
      for (const word of said) expect(tMaybe(`alarm.truth.${word}`), `${lang} ${word}`).toBeTruthy()
    }
    startWords()
  })
})
