import { describe, expect, it } from 'vitest'
import { browserName, bytes } from './parts/push'

describe('a browser that is woken', () => {
  it('has a name by which a person knows it', () => {
    const names = {
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36': 'Chrome · Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0': 'Edge · Windows',
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36': 'Chrome · Android',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15': 'Safari · macOS',
      'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0': 'Firefox · Linux',
      '': '',
    }
    for (const [agent, name] of Object.entries(names)) expect(browserName(agent)).toBe(name)
  })

  it('reads the key of the server', () => {
    expect([...bytes('_-8')]).toEqual([255, 239])
  })
})
