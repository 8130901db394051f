import { describe, expect, it } from 'vitest'
import { newId } from './ids'

describe('newId', () => {
  it.each([
    ['a browser with randomUUID', { randomUUID: () => 'a-b-c-d-e' } as unknown as Crypto, /^a-b-c-d-e$/],
    ['plain http', { getRandomValues: (a: Uint8Array) => a.fill(7) } as unknown as Crypto, /^(07){16}$/],
    ['a page whose call is refused', { randomUUID: () => { throw new Error('insecure') } } as unknown as Crypto, /^[0-9a-f]{40,}$/],
    ['no crypto at all', undefined as unknown as Crypto, /^[0-9a-f-]{32,}$/],
  ])('works on %s', (_, source, want) => {
    expect(newId(source)).toMatch(want)
    expect(newId(source).length).toBeLessThanOrEqual(80)
  })

  it('differs from call to call without crypto', () => {
    expect(newId({})).not.toBe(newId({}))
  })
})
