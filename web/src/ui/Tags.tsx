import type { ReactNode } from 'react'
import { t, tMaybe } from './i18n'
import './pieces.css'

export type Severity = 'critical' | 'major' | 'minor' | 'slight' | 'normal'
export type Hue = 'orange' | 'blue' | 'purple' | 'grey' | 'red' | 'green' | 'yellow'

/** How bad something is: colour and word. */
export function SeverityTag({ value }: { value: Severity }) {
  return <span className={`tag tag-dot tag-${value}`}>{t(`ui.severity.${value}`)}</span>
}

const hues: Record<string, Hue> = {
  todo: 'orange',
  doing: 'blue',
  review: 'purple',
  closed: 'grey',
  overdue: 'red',
  active: 'green',
  inactive: 'grey',
  draft: 'grey',
}

/** Where something stands. The common states bring their own colour and word; a room may give its own. */
export function StatusTag({ value, hue, children }: { value?: string; hue?: Hue; children?: ReactNode }) {
  const colour = hue ?? hues[value ?? ''] ?? 'grey'
  return <span className={`tag tag-${colour}`}>{children ?? tMaybe(`ui.status.${value}`) ?? value}</span>
}

/** 演练 and 联测 are striped, so that nobody takes them for the real thing; real alarms carry no tag. */
export function ModeTag({ value }: { value: string }) {
  if (value !== 'drill' && value !== 'test') return null
  return <span className="tag tag-mode">{t(`ui.mode.${value}`)}</span>
}
