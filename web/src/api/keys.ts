// One Idempotency-Key per act of the user. An act is known by what it sends: as
// long as no definite answer has come (network gone, server fell over, session
// expired), sending the same thing again is the same act and carries the same
// key, so the server does it once.

const open = new Map<string, { key: string; at: number }>()
// Server-side keys live much longer; this only bounds what "the same act" can mean to a person.
const longest = 10 * 60_000

/** A random id; also where the page is served without TLS and randomUUID does not exist. */
export function randomId(): string {
  const { randomUUID }: { randomUUID?: () => string } = crypto
  if (randomUUID) return randomUUID.call(crypto)
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export function keyFor(act: string): string {
  const now = Date.now()
  const found = open.get(act)
  if (found && now - found.at < longest) return found.key
  const key = randomId()
  open.set(act, { key, at: now })
  return key
}

/** The act has its definite answer; doing it again is a new act. */
export function settle(act: string): void {
  open.delete(act)
}
