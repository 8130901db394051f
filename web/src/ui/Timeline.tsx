import type { ReactNode } from 'react'
import { dateTime, timeOfDay } from './time'
import './pieces.css'

export interface TimelineItem {
  key: string
  /** UTC milliseconds; 0 for what is still to come. */
  at: number
  title: ReactNode
  note?: ReactNode
}

/** What happened, in the given order. `clock` shows only the time of day, for things of one day. */
export function Timeline({ items, clock = false }: { items: TimelineItem[]; clock?: boolean }) {
  return (
    <ol className="timeline">
      {items.map((item) => (
        <li key={item.key} className={item.at ? undefined : 'timeline-ahead'}>
          {item.at > 0 && <time dateTime={new Date(item.at).toISOString()}>{clock ? timeOfDay(item.at) : dateTime(item.at)}</time>}
          <span>{item.title}</span>
          {item.note && <div className="timeline-note">{item.note}</div>}
        </li>
      ))}
    </ol>
  )
}
