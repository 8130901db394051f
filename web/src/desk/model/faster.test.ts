import { describe, expect, it } from 'vitest'
import type { Entry } from './card'
import { mayGoAhead, whoWasFaster } from './faster'
import { made } from './made'

const entry = (kind: string, byName: string, at: number): Entry => ({ id: kind + at, at, kind, byName, byUnit: '', data: null })
const seen = made({ id: 'a' })

describe('who was faster', () => {
  it('names the person who moved the alarm on, not who wrote the last note', () => {
    const now = made({ id: 'a', version: 3, state: 'accepted', desk: { id: 'p2', name: '李强' }, t2: 50 })
    const story = [entry('raised', '张三', 1), entry('accepted', '李强', 50), entry('note', '王五', 60)]
    expect(whoWasFaster(now, story, seen)).toEqual({ key: 'accepted', name: '李强', at: 50 })
  })

  it('tells a false alarm from one that was handled', () => {
    const now = made({ id: 'a', version: 2, state: 'resolved', outcome: 'false_alarm', t6: 70, desk: { id: 'p2', name: '李强' } })
    expect(whoWasFaster(now, [], seen)).toEqual({ key: 'falseAlarm', name: '李强', at: 70 })
    expect(whoWasFaster(now, [entry('false_alarm', '赵敏', 70)], seen).name).toBe('赵敏')
  })

  it('says only that something changed when the state is the same', () => {
    expect(whoWasFaster(made({ id: 'a', version: 2, repeats: 1 }), [entry('repeated', '张三', 9)], seen)).toEqual({ key: 'changed', name: '张三', at: 9 })
  })
})

describe('going ahead on a newer version', () => {
  it('is fine for taking an alarm that the guard pressed again', () => {
    expect(mayGoAhead('accept', seen, made({ id: 'a', version: 2, repeats: 1 }))).toBe(true)
  })
  it('never closes an alarm over words nobody has read', () => {
    expect(mayGoAhead('false-alarm', seen, made({ id: 'a', version: 2 }))).toBe(false)
    expect(mayGoAhead('resolve', seen, made({ id: 'a', version: 2 }))).toBe(false)
  })
  it('stops when somebody else has it', () => {
    expect(mayGoAhead('accept', seen, made({ id: 'a', version: 2, state: 'accepted' }))).toBe(false)
  })
})
