import type { components } from '../../../api/schema'

export type Numbers = components['schemas']['HazardNumbers']
export type Line = components['schemas']['HazardFigures']

/** Units by their rate of rectification, those with too few hazards after them and without a place. */
export function ranked(lines: Line[]): { line: Line; rank: number | null }[] {
  const rate = (l: Line) => (l.found > 0 ? l.closed / l.found : -1)
  const big = lines.filter((l) => !l.small).sort((a, b) => rate(b) - rate(a) || b.found - a.found)
  const small = lines.filter((l) => l.small).sort((a, b) => b.found - a.found)
  let place = 0
  return [
    ...big.map((line, i) => {
      if (i === 0 || rate(line) !== rate(big[i - 1]!)) place = i + 1
      return { line, rank: place }
    }),
    ...small.map((line) => ({ line, rank: null })),
  ]
}
