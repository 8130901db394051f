import { useMemo } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import type { AlarmCard } from '../model/card'
import { tabs, type Counts, type Filter } from '../model/filter'

export function Filters({ counts, filter, cards }: { counts: Counts; filter: Filter; cards: readonly AlarmCard[] }) {
  const counties = useMemo(
    () => [...new Set(cards.map((c) => c.school.countyName).filter(Boolean))].sort((a, b) => a.localeCompare(b, 'zh')),
    [cards],
  )
  return (
    <div className="filters">
      <div className="tabs" role="group" aria-label={t('ui.filters')}>
        {tabs.map((tab) => (
          <button key={tab} type="button" aria-pressed={filter.tab === tab} onClick={() => desk.setFilter({ tab })}>
            {t(`desk.list.tab.${tab}`)}
            {tab !== 'all' && <b className="num">{counts[tab]}</b>}
          </button>
        ))}
      </div>
      <div className="row-of">
        <select className="field" aria-label={t('desk.list.county')} value={filter.county} onChange={(e) => desk.setFilter({ county: e.target.value })}>
          <option value="">{t('desk.list.allCounties')}</option>
          {counties.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <input
          className="field"
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
