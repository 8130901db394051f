import { memo, type CSSProperties } from 'react'
import { useLang } from '../../ui/i18n'
import { ModeTag } from '../../ui/Tags'
import { t } from '../../ui/i18n'
import { isClosed, type AlarmCard } from '../model/card'
import { kindName, schoolName, stateName } from '../model/say'
import { Since } from './Since'
import { Watchers } from './Watchers'

interface Props {
  card: AlarmCard
  /** Where it stands in the list, and how many there are. */
  index: number
  of: number
  selected: boolean
  reachable: boolean
  blink: boolean
  onSelect: (id: string) => void
}

/** One alarm in the list. Bench and tests find it by data-alarm-id and data-alarm-state. */
export const Row = memo(function Row({ card, index, of, selected, reachable, blink, onSelect }: Props) {
  useLang()
  const classes = [
    'row',
    `sev-${card.severity}`,
    `is-${card.state}`,
    card.mode !== 'real' && 'is-practice',
    card.level === 'help' && 'is-help',
    selected && 'is-selected',
    blink && 'is-blinking',
  ]
  return (
    <li
      className={classes.filter(Boolean).join(' ')}
      style={{ '--row': index } as CSSProperties}
      aria-setsize={of}
      aria-posinset={index + 1}
      data-alarm-id={card.id}
      data-alarm-state={card.state}
    >
      <button type="button" aria-current={selected || undefined} tabIndex={reachable ? 0 : -1} onClick={() => onSelect(card.id)}>
        <span className="row-line">
          <span className="row-what">
            <span className="row-sev">{sevName(card)}</span> {kindName(card)}
          </span>
          {card.silent && <span className="tag tag-silent">{t('desk.list.silent')}</span>}
          {card.device?.unparsed && <span className="tag tag-unparsed">{t('desk.detail.unparsed')}</span>}
          <ModeTag value={card.mode} />
          <Since at={card.t0} until={isClosed(card) ? card.t6 : 0} className="row-time" />
        </span>
        <span className="row-line">
          <span className="row-school">{schoolName(card)}</span>
          <Watchers id={card.id} most={2} />
        </span>
        <span className="row-line">
          <span className="row-where">
            {card.school.countyName} · {card.place || t('desk.detail.unknownPlace')}
          </span>
          {card.state !== 'waiting' && card.owner && <span className="row-owner">{card.owner.name}</span>}
          <StateTag card={card} />
        </span>
      </button>
    </li>
  )
})

/** How bad it is; a teacher's call for help is a thing of its own. */
export function sevName(card: AlarmCard): string {
  return card.level === 'help' ? t('desk.level.help') : t(`ui.severity.${card.severity}`)
}

export function StateTag({ card }: { card: AlarmCard }) {
  return <span className={`state-tag state-${card.outcome === 'false_alarm' ? 'false' : card.state}`}>{stateName(card)}</span>
}
