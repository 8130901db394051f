/** A random id for a write; also on plain http and old WebViews, where `crypto.randomUUID` does not exist. */
export function newId(source: Partial<Crypto> | undefined = globalThis.crypto): string {
  try {
    if (source?.randomUUID) return source.randomUUID()
    if (source?.getRandomValues) return hex(source.getRandomValues(new Uint8Array(16)))
  } catch {
    // A page that is not trusted may have the function and refuse the call.
  }
  return hex(Uint8Array.from({ length: 16 }, () => Math.random() * 256)) + Date.now().toString(16)
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}
