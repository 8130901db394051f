import { expect, it } from 'vitest'
import { load } from '../../../ui/i18n/core'
import { asText, bytesOf, driftWord, faultDetail, hexDump, reasonWord, turnedWord, type FaultCard } from './words'
import device from '../zh'

load('zh', { device })

it('says a reason in words, and one without words as it is', () => {
  expect(reasonWord('gb28181.not_panic')).toContain('非报警设备')
  expect(reasonWord('webhook.wrong_signature')).toBe('签名不对')
  expect(reasonWord('new.thing')).toBe('new.thing')
  expect(reasonWord('')).toBe('')
  expect(turnedWord('oversize')).toBe('太长')
})

it('shows bytes as a dump and as text', () => {
  const bytes = bytesOf({ text: '', hex: '00ff3f41' })
  expect(hexDump(bytes)).toBe(`0000  ${'00 ff 3f 41'.padEnd(47)}  ..?A`)
  expect(asText(bytes)).toBe('··?A')
  expect(hexDump(bytesOf({ text: '门', hex: '' }))).toContain('e9 97 a8')
  expect(hexDump(new Uint8Array(17)).split('\n')[1]?.startsWith('0010  00')).toBe(true)
})

it('says how wrong a clock is', () => {
  expect(driftWord(400)).toBe('准确（1 秒以内）')
  expect(driftWord(90_000)).toBe('快 90 秒')
  expect(driftWord(-4_000)).toBe('慢 4 秒')
})

it('says what more there is to a fault', () => {
  const fault = { kind: 'battery', detail: '15' } as FaultCard
  expect(faultDetail(fault)).toBe('电量 15%')
  expect(faultDetail({ ...fault, kind: 'silent', detail: 'gone' })).toBe('设备自己报告离线')
  expect(faultDetail({ ...fault, kind: 'tamper', detail: '' })).toBe('')
})
