/** The county borders as the server sends them. */
export interface FeatureCollection {
  type: 'FeatureCollection'
  features: unknown[]
}

/**
 * Whether a county lies in the desk's own area. Paths are /province/city/county/…:
 * a desk of the city answers for all its counties, one of a town for its county.
 */
export function isMine(code: string, jurisdiction: readonly string[]): boolean {
  return jurisdiction.some((path) => {
    const last = path.split('/').filter(Boolean).filter((step) => /^\d+$/.test(step)).at(-1) ?? ''
    return last.length > 6 ? last.startsWith(code) : code.startsWith(last)
  })
}
