import './pieces.css'

export interface TrendPoint {
  /** Under the axis; every point has one, not every one is written. */
  label: string
  /** null where nothing was measured: the line has a gap there. */
  value: number | null
}

interface Props {
  points: TrendPoint[]
  /** What the curve shows, for those who do not see it. */
  label: string
  /** How a value is written. */
  format: (value: number) => string
  /** A level to hold the curve against, e.g. a target. */
  mark?: { value: number; label: string }
  height?: number
  /** In units of the text's size: about as many pixels as the curve is wide, or its words shrink. */
  width?: number
}

const pad = { left: 52, right: 16, top: 16, bottom: 26 }

/** A few round values from 0 up to the largest. */
export function ticks(max: number): number[] {
  if (max <= 0) return [0, 1]
  const rough = max / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power
  const out: number[] = []
  for (let v = 0; v < max + step; v += step) out.push(v)
  return out
}

/** A small curve, drawn as it is: no library, no animation, readable on paper. */
export function Trend({ points, label, format, mark, height = 220, width = 560 }: Props) {
  const scale = ticks(Math.max(0, mark?.value ?? 0, ...points.map((p) => p.value ?? 0)))
  const top = scale[scale.length - 1]!
  const x = (i: number) => pad.left + (points.length < 2 ? 0 : (i * (width - pad.left - pad.right)) / (points.length - 1))
  const y = (v: number) => height - pad.bottom - (v / top) * (height - pad.top - pad.bottom)
  // Each run of measured points is a line of its own.
  const runs: string[][] = [[]]
  points.forEach((p, i) => {
    if (p.value === null) runs.push([])
    else runs[runs.length - 1]!.push(`${x(i).toFixed(1)},${y(p.value).toFixed(1)}`)
  })
  const every = Math.ceil(points.length / 12)
  return (
    <svg className="trend" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {scale.map((v) => (
        <g key={v}>
          <line className="trend-grid" x1={pad.left} x2={width - pad.right} y1={y(v)} y2={y(v)} />
          <text x={pad.left - 6} y={y(v) + 4} textAnchor="end">
            {format(v)}
          </text>
        </g>
      ))}
      {mark && (
        <g className="trend-mark">
          <line x1={pad.left} x2={width - pad.right} y1={y(mark.value)} y2={y(mark.value)} />
          <text x={width - pad.right} y={y(mark.value) - 5} textAnchor="end">
            {mark.label}
          </text>
        </g>
      )}
      {runs.map((run, i) => run.length > 1 && <polyline key={i} points={run.join(' ')} />)}
      {points.map((p, i) => (
        <g key={p.label}>
          {p.value !== null && (
            <circle cx={x(i)} cy={y(p.value)} r={3.5}>
              <title>{`${p.label} ${format(p.value)}`}</title>
            </circle>
          )}
          {i % every === 0 && (
            <text x={x(i)} y={height - 8} textAnchor="middle">
              {p.label}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}
