/**
 * Runs `work` while no other tab does the same under this name. It waits at most
 * `patience` ms: a frozen tab may hold the lock for ever, and then sending twice
 * (with the same key, so it counts once) is better than not sending.
 */
export async function withLock(name: string, patience: number, work: () => Promise<void>): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks
  if (!locks) return work()
  const give = new AbortController()
  const timer = setTimeout(() => give.abort(), patience)
  let started = false
  try {
    await locks.request(name, { signal: give.signal }, () => {
      started = true
      clearTimeout(timer)
      return work()
    })
  } catch (e) {
    if (started) throw e
    await work()
  } finally {
    clearTimeout(timer)
  }
}
