// The way back after the log-in, and what can be told of a browser.

/** Keeps a way back only if it leads to a page of this server. */
export function homeward(from: string | undefined): string {
  if (!from || !from.startsWith('/') || from.startsWith('//') || from.includes('\\') || from.startsWith('/login')) return '/'
  return from
}

/** Desk and phone are pages of their own; the back office cannot go there by itself. */
export function isElsewhere(path: string): boolean {
  return /^\/(desk|phone)([/?#]|$)/.test(path)
}

const browsers: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/QQBrowser/, 'QQ'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** `Edge · Windows`; "" when the browser says nothing we know. */
export function browserName(agent: string): string {
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1]
  return [find(browsers), find(systems)].filter(Boolean).join(' · ')
}
