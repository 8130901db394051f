import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { count, narrows, noFilter } from '../model/filter'
import { Filters } from './Filters'
import { Rows } from './Rows'

export function AlarmList() {
  const snapshot = useSyncExternalStore(desk.store.subscribe, desk.store.snapshot)
  const filter = useCell(desk.filter)
  const line = useCell(desk.line)
  const older = useCell(desk.older)
  const me = useCell(desk.me)
  useCell(desk.stations)

  const rows = desk.rows()
  const counts = useMemo(() => count(snapshot.sorted, me?.person.id), [snapshot, me])
  const shownCalling = useMemo(() => rows.filter((card) => card.state === 'waiting' && card.mode === 'real').length, [rows])
  const select = useCallback((id: string) => {
    desk.select(id)
  }, [])

  const ready = snapshot.loaded && line !== 'connecting'
  const hidden = counts.calling - shownCalling
  const narrowed = narrows(filter) || filter.tab !== 'open'

  return (
    <>
      <Filters counts={counts} filter={filter} />
      {hidden > 0 && (
        <button type="button" className="hidden-note" onClick={() => desk.setFilter(noFilter)}>
          {t('desk.list.hidden', { n: hidden })} · {t('ui.reset')}
        </button>
      )}
      <Rows rows={rows} filter={filter} onSelect={select} ready={ready ? line : undefined} loaded={snapshot.loaded} />
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
