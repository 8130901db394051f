import { t } from './i18n'
import { dateTime } from './time'
import './pieces.css'

/** Half-up to two decimals, as the statistics rules ask; "—" when there is nothing to divide by. */
export function percent(numerator: number, denominator: number): string {
  if (denominator === 0) return '—'
  // Scaled integers: 1.005 must become 1.01, which toFixed on a binary fraction gets wrong.
  const scaled = Math.floor((numerator * 20_000) / denominator + 1) >> 1
  return `${(scaled / 100).toFixed(2)}%`
}

interface Props {
  label: string
  /** A plain number, or a share of `denominator`. */
  numerator: number
  denominator?: number
  unit?: string
  /** When it was counted, UTC milliseconds. */
  at: number
  /** Where the records behind it are. */
  href?: string
}

/** A figure never stands alone: it says of what, out of how many, and when. */
export function Figure({ label, numerator, denominator, unit, at, href }: Props) {
  const body = (
    <>
      <span className="dim">{label}</span>
      <div className="figure-value">
        {denominator === undefined ? numerator.toLocaleString('en-US') : percent(numerator, denominator)}
        {unit && <span className="figure-unit">{unit}</span>}
      </div>
      <span className="dim num">
        {denominator !== undefined && `${t('ui.figureOf', { numerator, denominator })} · `}
        {t('ui.asOf', { time: dateTime(at) })}
      </span>
    </>
  )
  return href ? (
    <a className="figure" href={href}>
      {body}
    </a>
  ) : (
    <div className="figure">{body}</div>
  )
}
