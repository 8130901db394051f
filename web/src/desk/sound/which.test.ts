import { describe, expect, it } from 'vitest'
import { made } from '../model/made'
import { sirenFor, toneFor } from './which'

describe('sounds', () => {
  it('are one per batch, the worst of it', () => {
    expect(toneFor([made({ id: 'a', severity: 'minor' }), made({ id: 'b', severity: 'major' })])).toBe('twoTone')
    expect(toneFor([made({ id: 'a', severity: 'slight' })])).toBeUndefined()
    expect(toneFor([made({ id: 'a', state: 'accepted' })])).toBeUndefined()
  })

  it('are of their own kind for practice', () => {
    expect(toneFor([made({ id: 'a', mode: 'drill' }), made({ id: 'b', mode: 'test', severity: 'slight' })])).toBe('practice')
    expect(sirenFor([made({ id: 'a', mode: 'drill' })], new Set())).toEqual([])
  })

  it('are of their own kind for a teacher who asks for help, never the siren', () => {
    const help = made({ id: 'a', level: 'help' })
    expect(toneFor([help])).toBe('help')
    expect(toneFor([{ ...help, mode: 'drill' }])).toBe('practice')
    expect(sirenFor([help], new Set())).toEqual([])
  })

  it('go on as a siren until somebody takes the alarm or mutes it; a new one starts it again', () => {
    const a = made({ id: 'a' })
    expect(sirenFor([a], new Set())).toEqual(['a'])
    expect(sirenFor([a], new Set(['a']))).toEqual([])
    expect(sirenFor([a, made({ id: 'b' })], new Set(['a']))).toEqual(['b'])
    expect(sirenFor([{ ...a, state: 'accepted' }], new Set())).toEqual([])
  })
})
