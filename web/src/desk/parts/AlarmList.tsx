import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { count, matches, noFilter } from '../model/filter'
import { kindName } from '../model/say'
import { Filters } from './Filters'
import { Row } from './Row'

/** Only so many rows blink: more would be noise, and work for the machine. */
const blinking = 6

export function AlarmList() {
  const snapshot = useSyncExternalStore(desk.store.subscribe, desk.store.snapshot)
  const filter = useCell(desk.filter)
  const selected = useCell(desk.selected)
  const line = useCell(desk.line)
  const older = useCell(desk.older)

  const rows = useMemo(() => snapshot.sorted.filter((card) => matches(card, filter, kindName)), [snapshot, filter])
  const counts = useMemo(() => count(snapshot.sorted), [snapshot])
  const shownWaiting = useMemo(() => rows.filter((card) => card.state === 'waiting').length, [rows])
  const select = useCallback((id: string) => {
    desk.select(id)
  }, [])

  const ready = snapshot.loaded && line !== 'connecting'
  const hidden = counts.waiting - shownWaiting
  const narrowed = filter.county !== '' || filter.text.trim() !== '' || filter.tab !== 'open'
  // One row can be reached with Tab; J and K go on from there.
  const reachable = rows.some((card) => card.id === selected) ? selected : rows[0]?.id

  return (
    <>
      <Filters counts={counts} filter={filter} cards={snapshot.sorted} />
      {hidden > 0 && (
        <button type="button" className="hidden-note" onClick={() => desk.setFilter(noFilter)}>
          {t('desk.list.hidden', { n: hidden })} · {t('ui.reset')}
        </button>
      )}
      <ol className="rows" aria-label={t('desk.list.name')} data-ready={ready ? line : undefined} aria-busy={!snapshot.loaded}>
        {!snapshot.loaded && <Skeleton />}
        {rows.map((card, i) => (
          <Row
            key={card.id}
            card={card}
            selected={card.id === selected}
            reachable={card.id === reachable}
            blink={i < blinking && card.state === 'waiting'}
            onSelect={select}
          />
        ))}
      </ol>
      {snapshot.loaded && rows.length === 0 && (
        <div className="state">
          <div className="state-title">{narrowed ? t('ui.filteredTitle') : t('desk.list.empty')}</div>
          <div className="dim">{narrowed ? t('ui.filteredHint') : t('desk.list.emptyHint')}</div>
          {narrowed && (
            <button type="button" className="btn" onClick={() => desk.setFilter(noFilter)}>
              {t('ui.reset')}
            </button>
          )}
        </div>
      )}
      {filter.tab === 'all' && older !== undefined && (
        <button type="button" className="btn more" onClick={() => void desk.loadOlder().catch(() => undefined)}>
          {t('desk.list.more')}
        </button>
      )}
    </>
  )
}

function Skeleton() {
  return (
    <>
      {[0, 1, 2, 3, 4].map((i) => (
        <li key={i} className="row row-skeleton" aria-hidden="true">
          <i />
          <i />
          <i />
        </li>
      ))}
    </>
  )
}
