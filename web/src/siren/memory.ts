// What this browser remembers. In private mode it remembers nothing, and a
// revoked siren is then told apart from a new one no more.
export function recall(key: string): boolean {
  try {
    return localStorage.getItem(`huxue.${key}`) === '1'
  } catch {
    return false
  }
}

export function remember(key: string): void {
  try {
    localStorage.setItem(`huxue.${key}`, '1')
  } catch {
    // As above.
  }
}
