import './curve.css'
import { t } from './i18n'

export interface CurvePoint {
  /** Business day, 2026-09-01. */
  day: string
  /** Reached by the end of that day. */
  sum: number
  /** Added on that day. */
  added: number
}

interface Props {
  label: string
  points: CurvePoint[]
  /** What would be all: the top of the picture. */
  whole: number
  /** Days from and to which the axis runs; the points may end earlier. */
  from: string
  to: string
  /** Share of the whole that is asked for, in per cent; a line across. */
  goal?: number
}

const W = 720
const H = 200
const left = 8
const top = 12
const bottom = 24
const dayMs = 86_400_000

/** A line of how something came along day by day; the same figures stand in a table for who cannot see it. */
export function Curve({ label, points, whole, from, to, goal }: Props) {
  const first = Date.parse(from)
  const days = Math.max(1, Math.round((Date.parse(to) - first) / dayMs))
  const x = (day: string) => left + ((W - 2 * left) * Math.min(days, Math.max(0, (Date.parse(day) - first) / dayMs))) / days
  const y = (n: number) => top + (H - top - bottom) * (1 - Math.min(1, n / Math.max(1, whole)))
  const line = points.map((p, i) => `${i ? 'L' : 'M'}${x(p.day).toFixed(1)} ${y(p.sum).toFixed(1)}`).join('')
  const last = points.at(-1)
  return (
    <figure className="curve">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={last ? t('ui.curveSays', { label, day: last.day, n: last.sum, of: whole }) : label}>
        {[0, 25, 50, 75, 100].map((p) => (
          <g key={p}>
            <line className="curve-grid" x1={left} x2={W - left} y1={y((whole * p) / 100)} y2={y((whole * p) / 100)} />
            <text className="curve-tick" x={left} y={y((whole * p) / 100) - 3}>{p}%</text>
          </g>
        ))}
        {goal !== undefined && <line className="curve-goal" x1={left} x2={W - left} y1={y((whole * goal) / 100)} y2={y((whole * goal) / 100)} />}
        {last && points[0] && (
          <>
            <path className="curve-area" d={`${line}L${x(last.day).toFixed(1)} ${y(0)}L${x(points[0].day).toFixed(1)} ${y(0)}Z`} />
            <path className="curve-line" d={line} />
            <circle className="curve-dot" cx={x(last.day)} cy={y(last.sum)} r="4" />
          </>
        )}
        <text className="curve-tick" x={left} y={H - 6}>{from.slice(5)}</text>
        <text className="curve-tick" x={W - left} y={H - 6} textAnchor="end">{to.slice(5)}</text>
      </svg>
      <details className="curve-table">
        <summary>{t('ui.asTable')}</summary>
        <div className="curve-scroll" tabIndex={0} role="region" aria-label={label}>
          <table className="num">
            <thead>
              <tr>
                <th scope="col">{t('ui.curveDay')}</th>
                <th scope="col">{t('ui.curveAdded')}</th>
                <th scope="col">{t('ui.curveSum')}</th>
              </tr>
            </thead>
            <tbody>
              {points.map((p) => (
                <tr key={p.day}>
                  <th scope="row">{p.day}</th>
                  <td>{p.added.toLocaleString('en-US')}</td>
                  <td>{p.sum.toLocaleString('en-US')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
