import { expect, it } from 'vitest'
import { behind } from './figures'

it('leads to exactly the alarms that were counted', () => {
  const to = behind('2026-09-01', '2026-09-30', '/14/1409/')
  expect(Object.fromEntries(new URLSearchParams(to('').split('?')[1]))).toEqual({ dayFrom: '2026-09-01', dayTo: '2026-09-30', mode: 'real', level: 'emergency', path: '/14/1409/' })
  const one = new URLSearchParams(to('/14/1409/140902/', { outcome: 'false_alarm', falseReason: 'mistouch' }).split('?')[1])
  expect([one.get('path'), one.get('outcome'), one.get('falseReason')]).toEqual(['/14/1409/140902/', 'false_alarm', 'mistouch'])
  expect(behind('2026-09-01', '2026-09-30', '')('', { level: 'help' })).toContain('level=help')
})
