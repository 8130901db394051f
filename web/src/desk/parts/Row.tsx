import { memo } from 'react'
import { useLang } from '../../ui/i18n'
import { ModeTag } from '../../ui/Tags'
import { t } from '../../ui/i18n'
import { isClosed, type AlarmCard } from '../model/card'
import { kindName, schoolName, stateName } from '../model/say'
import { Since } from './Since'

interface Props {
  card: AlarmCard
  selected: boolean
  reachable: boolean
  blink: boolean
  onSelect: (id: string) => void
}

/** One alarm in the list. Bench and tests find it by data-alarm-id and data-alarm-state. */
export const Row = memo(function Row({ card, selected, reachable, blink, onSelect }: Props) {
  useLang()
  const classes = ['row', `sev-${card.severity}`, `is-${card.state}`, card.mode !== 'real' && 'is-practice', selected && 'is-selected', blink && 'is-blinking']
  return (
    <li className={classes.filter(Boolean).join(' ')} data-alarm-id={card.id} data-alarm-state={card.state}>
      <button type="button" aria-current={selected || undefined} tabIndex={reachable ? 0 : -1} onClick={() => onSelect(card.id)}>
        <span className="row-line">
          <span className="row-what">
            <span className="row-sev">{t(`ui.severity.${card.severity}`)}</span> {kindName(card)}
          </span>
          <ModeTag value={card.mode} />
          <Since at={card.t0} until={isClosed(card) ? card.t6 : 0} className="row-time" />
        </span>
        <span className="row-school">{schoolName(card)}</span>
        <span className="row-line">
          <span className="row-where">
            {card.school.countyName} · {card.place || t('desk.detail.unknownPlace')}
          </span>
          <StateTag card={card} />
        </span>
      </button>
    </li>
  )
})

export function StateTag({ card }: { card: AlarmCard }) {
  return <span className={`state-tag state-${card.outcome === 'false_alarm' ? 'false' : card.state}`}>{stateName(card)}</span>
}
