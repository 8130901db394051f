import type { AlarmCard } from './card'

/** A card for tests: a real alarm of unknown kind that nobody has taken. */
export function made(over: Partial<AlarmCard> & { id: string }): AlarmCard {
  return {
    no: over.id,
    version: 1,
    mode: 'real',
    state: 'waiting',
    outcome: '',
    outcomeReason: '',
    kind: '',
    severity: 'critical',
    silent: false,
    note: '',
    school: { id: 'sch_1', name: '忻府区第一小学', countyName: '忻府区', lon: 112.7, lat: 38.4, phone: '0350-1' },
    place: '门卫室',
    presser: { name: '张三', role: '保安员' },
    source: 'phone',
    repeats: 0,
    desk: null,
    responder: null,
    t0: 1000,
    t1: 1100,
    t2: 0,
    t3: 0,
    t4: 0,
    t5: 0,
    t6: 0,
    t7: 0,
    deviceAt: 0,
    clockOffMs: 0,
    sessionExpired: false,
    ...over,
  }
}
