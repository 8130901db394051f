import { expect, it, vi } from 'vitest'
import { patiently } from './patiently'

it('fetches a part again until it comes', async () => {
  vi.useFakeTimers()
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('down')).mockRejectedValueOnce(new Error('down')).mockResolvedValue('part')
  const part = patiently(load)
  await vi.advanceTimersByTimeAsync(6000)
  await expect(part).resolves.toBe('part')
  expect(load).toHaveBeenCalledTimes(3)
  vi.useRealTimers()
})
