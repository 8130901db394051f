// Days of the city, as the addresses say them, and the instants the server wants.

export const day = 86_400_000

/** The instant at which a day of the city begins: '2026-09-01' → UTC milliseconds. */
export function dayStart(text: string): number {
  return Date.parse(`${text}T00:00:00+08:00`)
}

/** The period of two days, both included, as the server wants it; nothing for what is not said. */
export function period(from: string | undefined, to: string | undefined): { from?: number; to?: number } {
  return { ...(from ? { from: dayStart(from) } : {}), ...(to ? { to: dayStart(to) + day } : {}) }
}
