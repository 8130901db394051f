import { useMemo } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { sorts, tabs, type Counts, type Filter, type Sort } from '../model/filter'

/** What is listed, and how much of each there is. */
export function Filters({ counts, filter }: { counts: Counts; filter: Filter }) {
  const counties = useMemo(() => [...counts.counties.keys()].filter(Boolean).sort((a, b) => a.localeCompare(b, 'zh')), [counts])
  const stations = useCell(desk.stations)
  const listed = useMemo(() => {
    const open = (schools: string[]) => schools.reduce((sum, id) => sum + (counts.schools.get(id) ?? 0), 0)
    const all = stations.map((s) => ({ ...s, open: open(s.schools) }))
    // One's own station first, then where something is going on.
    return all.sort((a, b) => Number(b.mine) - Number(a.mine) || Number(b.open > 0) - Number(a.open > 0))
  }, [stations, counts])
  return (
    <div className="filters">
      <div className="tabs" role="group" aria-label={t('ui.filters')}>
        {tabs.map((tab) => (
          <button key={tab} type="button" aria-pressed={filter.tab === tab} onClick={() => desk.setFilter({ tab })}>
            {t(`desk.list.tab.${tab}`)}
            {tab !== 'all' && <b className="num">{counts.tabs[tab]}</b>}
          </button>
        ))}
      </div>
      <div className="filter-grid">
        <select className="field" aria-label={t('desk.list.county')} value={filter.county} onChange={(e) => desk.setFilter({ county: e.target.value })}>
          <option value="">{t('desk.list.allCounties')}</option>
          {withChosen(counties, filter.county).map((name) => (
            <option key={name} value={name}>
              {of(name, counts.counties.get(name) ?? 0)}
            </option>
          ))}
        </select>
        <select className="field" aria-label={t('desk.list.station')} value={filter.station} onChange={(e) => desk.setFilter({ station: e.target.value })}>
          <option value="">{t('desk.list.allStations')}</option>
          {listed.map((s) => (
            <option key={s.id} value={s.id}>
              {of(s.mine ? `${s.name} ${t('desk.list.ownStation')}` : s.name, s.open)}
            </option>
          ))}
        </select>
        <select className="field" aria-label={t('desk.list.sort')} value={filter.sort} onChange={(e) => desk.setFilter({ sort: e.target.value as Sort | '' })}>
          <option value="">{t('desk.list.allSorts')}</option>
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {of(t(`desk.sort.${sort}`), counts.sorts[sort])}
            </option>
          ))}
        </select>
        <button type="button" className="btn" aria-pressed={filter.mine} onClick={() => desk.setFilter({ mine: !filter.mine })}>
          {t('desk.list.mine')} <b className="num">{counts.mine}</b>
        </button>
        <input
          className="field filter-text"
          type="search"
          data-key="filter"
          aria-label={t('desk.list.searchLabel')}
          placeholder={`${t('desk.list.search')}  /`}
          value={filter.text}
          onChange={(e) => desk.setFilter({ text: e.target.value })}
        />
      </div>
    </div>
  )
}

/** A county that is chosen stays to be seen when its last alarm is over. */
function withChosen(names: string[], chosen: string): string[] {
  return chosen && !names.includes(chosen) ? [...names, chosen] : names
}

function of(name: string, n: number): string {
  return n > 0 ? `${name} (${n})` : name
}
