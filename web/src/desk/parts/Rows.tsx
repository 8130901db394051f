import { useEffect, useLayoutEffect, useRef, useState, type CSSProperties } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import type { AlarmCard } from '../model/card'
import type { Filter } from '../model/filter'
import { drift, firstOf, rowHeight, windowOf } from '../model/window'
import { Row } from './Row'

/** Only so many rows blink: more would be noise, and work for the machine. */
const blinking = 6

interface Props {
  rows: readonly AlarmCard[]
  filter: Filter
  onSelect: (id: string) => void
  /** How the line is, once there is something to work with; journeys and bench wait for it. */
  ready: string | undefined
  loaded: boolean
}

/**
 * The list itself. A thousand alarms are a thousand rows high, but only those in
 * sight stand in the document; the one that the keyboard is on always does.
 */
export function Rows({ rows, filter, onSelect, ready, loaded }: Props) {
  const selected = useCell(desk.selected)
  const box = useRef<HTMLDivElement>(null)
  const [first, setFirst] = useState(0)
  const height = useHeight(box)
  const before = useRef({ rows, filter })
  // Asking the element itself would make the browser lay out a list that has only just changed.
  const scrolled = useRef(0)
  // Whoever reads further down keeps his place when rows come and go above; another filter begins at the top.
  useLayoutEffect(() => {
    const was = before.current
    before.current = { rows, filter }
    if (scrolled.current === 0) return
    const element = box.current!
    const index = Math.floor(scrolled.current / rowHeight)
    const anchor = was.rows[index]
    if (was.filter !== filter) element.scrollTop = 0
    else if (was.rows !== rows && anchor) element.scrollTop += drift(rows, { id: anchor.id, index })
  }, [rows, filter])
  const onScroll = (top: number) => {
    scrolled.current = top
    setFirst(firstOf(top))
  }

  // One row can be reached with Tab; J and K go on from there.
  const chosen = rows.findIndex((card) => card.id === selected)
  const reachable = Math.max(0, chosen)
  const shown = windowOf(rows.length, Math.min(first, Math.max(0, rows.length - 1)), height, reachable)
  return (
    <div ref={box} className="rows-box" onScroll={(event) => onScroll(event.currentTarget.scrollTop)}>
      <ol
        className="rows"
        style={{ '--rows': rows.length || undefined } as CSSProperties}
        aria-label={t('desk.list.name')}
        data-ready={ready}
        data-rows={rows.length}
        aria-busy={!loaded}
      >
        {!loaded && <Skeleton />}
        {shown.map((i) => {
          const card = rows[i]!
          return (
            <Row
              key={card.id}
              card={card}
              index={i}
              of={rows.length}
              selected={i === chosen}
              reachable={i === reachable}
              blink={i < blinking && card.state === 'waiting'}
              onSelect={onSelect}
            />
          )
        })}
      </ol>
    </div>
  )
}

/** Height of the box in pixels; a screen's worth until it has been measured. */
function useHeight(box: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(900)
  useEffect(() => {
    const element = box.current!
    const measure = () => setHeight(element.parentElement?.clientHeight || 900)
    measure()
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(measure)
    observer.observe(element.parentElement!)
    return () => observer.disconnect()
  }, [box])
  return height
}

function Skeleton() {
  return (
    <>
      {[0, 1, 2, 3, 4].map((i) => (
        <li key={i} className="row-skeleton" aria-hidden="true">
          <i />
          <i />
          <i />
        </li>
      ))}
    </>
  )
}
