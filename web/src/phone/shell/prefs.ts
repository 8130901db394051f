// Small things remembered on this phone. Storage may be forbidden; then they last as long as the page.

const memory = new Map<string, string>()

export function recall(name: string): string {
  try {
    return localStorage.getItem(`huxue.phone.${name}`) ?? memory.get(name) ?? ''
  } catch {
    return memory.get(name) ?? ''
  }
}

export function remember(name: string, value: string): void {
  memory.set(name, value)
  try {
    if (value === '') localStorage.removeItem(`huxue.phone.${name}`)
    else localStorage.setItem(`huxue.phone.${name}`, value)
  } catch {
    // Remembered in memory only.
  }
}

export function recallJson<T>(name: string): T | undefined {
  try {
    const text = recall(name)
    return text === '' ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

export function isElderly(): boolean {
  return recall('elderly') === '1'
}

/** Elderly mode: everything is sized in rem, so one class makes it all bigger. */
export function setElderly(on: boolean): void {
  remember('elderly', on ? '1' : '')
  document.documentElement.classList.toggle('elderly', on)
}
