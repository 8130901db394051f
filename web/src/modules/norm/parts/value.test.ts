import { beforeAll, expect, it } from 'vitest'
import { load } from '../../../ui/i18n/core'
import norm from '../zh'
import { showScope, showValidity, showValue, type Kind } from './value'

beforeAll(() => load('zh', { norm }))

const gb29315 = {
  basis: 'students', rounding: 'floor',
  steps: [{ lt: 100, base: 1 }, { ge: 100, lt: 1000, base: 2 }, { ge: 1000, base: 3, per: 500, add: 1 }],
}

it.each<[Kind, string, unknown, string]>([
  ['number', 'day', 30, '30 天'],
  ['number', 'km_h', 80, '80 公里/时'],
  ['number', '', 3, '3'],
  ['duration', '', 'P1M', '1 个月'],
  ['duration', '', 'P1Y6M', '1 年 6 个月'],
  ['monthday', '', '01-01', '每年 1 月 1 日'],
  ['list', 'minute', [1, 5, 30], '1、5、30 分钟'],
  ['list', '', ['red', 'orange', '其他'], '红、橙、其他'],
  ['steps', 'person', gb29315, '不足 100 人配 1 人；100–999 人配 2 人；1000 人及以上配 3 人，每增 500 人加 1 人'],
  ['steps', 'person', { ...gb29315, steps: [{ base: 2 }], boarding: { per: 300, add: 1, min: 2 }, perGateMin: 2 },
    '一律配 2 人；寄宿生每 300 人加 1 人；有寄宿生不少于 2 人；每个校门不少于 2 人'],
])('%s in %s reads as people say it', (kind, unit, value, want) => {
  expect(showValue({ kind, unit }, value)).toBe(want)
})

it('says for whom and from when', () => {
  expect(showScope({ placeName: '', schoolKind: '', boarding: '' })).toBe('全国')
  expect(showScope({ placeName: '忻州市', schoolKind: 'senior', boarding: 'yes' })).toBe('忻州市 · 高级中学 · 寄宿制')
  expect(showValidity({ effectiveFrom: '', effectiveTo: '' })).toBe('一直有效')
  expect(showValidity({ effectiveFrom: '', effectiveTo: '2022-05-31' })).toBe('至 2022-05-31')
  expect(showValidity({ effectiveFrom: '2022-06-01', effectiveTo: '' })).toBe('2022-06-01 起')
})
