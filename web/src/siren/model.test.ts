import { describe, expect, it } from 'vitest'
import { arrived, callKey, inOrder, practiceOf, soundOf, type Card } from './model'

function card(part: Partial<Card>): Card {
  return {
    id: 'alm_1', no: 'BJ1', version: 1, mode: 'real', level: 'emergency', state: 'waiting', kind: '', severity: 'critical', silent: false, hush: false,
    school: '长征小学', county: '忻府区', place: '东门', owner: null, acks: [], step: 1, t0: 1000, ...part,
  }
}
const nothing = { siren: false, again: undefined }

describe('a siren', () => {
  it('rings with the real tone for a real emergency until somebody takes it', () => {
    expect(soundOf([card({})])).toEqual({ siren: true, again: undefined })
    expect(soundOf([card({}), card({ id: 'b', level: 'help', severity: 'major' })])).toEqual({ siren: true, again: undefined })
    expect(soundOf([card({ state: 'accepted' })])).toEqual(nothing)
    expect(soundOf([])).toEqual(nothing)
  })

  it('repeats the two-tone for staff help, and what the desk hears once', () => {
    expect(soundOf([card({ level: 'help', severity: 'major' })])).toEqual({ siren: false, again: 'help' })
    expect(soundOf([card({ kind: 'injury', severity: 'major' })])).toEqual({ siren: false, again: 'twoTone' })
    expect(soundOf([card({ kind: 'other', severity: 'minor' })])).toEqual({ siren: false, again: 'soft' })
    expect(soundOf([card({ level: 'help', severity: 'major', state: 'accepted' })])).toEqual(nothing)
  })

  it('never uses a real tone for practice, and the soft one once', () => {
    const drill = card({ id: 'd', mode: 'drill', severity: 'slight' })
    expect(soundOf([drill, card({ id: 't', mode: 'test', severity: 'critical' })])).toEqual(nothing)
    expect(practiceOf([drill], new Set())).toBe('practice')
    expect(practiceOf([drill], new Set(['d']))).toBeUndefined()
    expect(practiceOf([card({})], new Set())).toBeUndefined()
  })

  it('is quiet about a silent alarm at its own school and rings for it elsewhere', () => {
    expect(soundOf([card({ silent: true, hush: true })])).toEqual(nothing)
    expect(practiceOf([card({ silent: true, hush: true, mode: 'drill' })], new Set())).toBeUndefined()
    expect(soundOf([card({ silent: true })]).siren).toBe(true)
  })

  it('says that something arrived only when it can be heard, or must not be; each step anew', () => {
    const loud = card({})
    const hush = card({ id: 'h', hush: true })
    expect(arrived([loud, hush], new Set(), false)).toEqual([hush])
    expect(arrived([loud, hush], new Set(), true)).toEqual([loud, hush])
    const told = new Set([callKey(loud)])
    expect(arrived([loud], told, true)).toEqual([])
    expect(arrived([{ ...loud, step: 2 }], told, true)).toHaveLength(1)
    expect(arrived([{ ...loud, level: 'help' }], told, true)).toHaveLength(1)
  })

  it('shows what waits before what is taken, and practice below all that is real', () => {
    const list = [card({ id: 'taken', state: 'accepted' }), card({ id: 'drill', mode: 'drill', severity: 'slight' }), card({ id: 'late', t0: 2000 }), card({ id: 'early' })]
    expect(inOrder(list).map((c) => c.id)).toEqual(['early', 'late', 'taken', 'drill'])
  })
})
