import { describe, expect, it } from 'vitest'
import { browserName, homeward, isElsewhere } from './way'

describe('the way back after the log-in', () => {
  it('stays on this server', () => {
    expect(homeward('/schools?q=1')).toBe('/schools?q=1')
    for (const from of [undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/login?from=/login']) {
      expect(homeward(from)).toBe('/')
    }
  })

  it('knows the pages outside of the back office', () => {
    expect(['/desk', '/desk?wall=1', '/phone/pair'].every(isElsewhere)).toBe(true)
    expect(['/', '/devices', '/desks'].some(isElsewhere)).toBe(false)
  })
})

it('names a browser by what it says', () => {
  expect(browserName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Edge · Windows')
  expect(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0')).toBe('微信 · iOS')
  expect(browserName('')).toBe('')
})
