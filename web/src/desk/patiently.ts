/** Between two tries to fetch a part of the desk that did not come. */
const pause = 3000

/**
 * Fetches a part of the desk that is not in its first file, again and again until it comes: the server
 * may be down just then, and an alarm must be worked with while the part is missing.
 */
export function patiently<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(() => new Promise<T>((come) => { setTimeout(() => { come(patiently(load)) }, pause) }))
}
