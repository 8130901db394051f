import { useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { useNow } from '../../ui/now'
import { desk } from '../desk'
import type { Terminal } from '../model/terminals'
import { Icon } from './Icon'
import { age } from './LineBanner'

export function useMissing(): readonly Terminal[] {
  return useSyncExternalStore(desk.terminals.subscribe, desk.terminals.snapshot)
}

/** A calm strip: where the button would not be heard just now, and whom to call about it. */
export function Lost() {
  const missing = useMissing()
  if (missing.length === 0) return null
  const gates = missing.every((x) => x.kind === 'gate')
  return (
    <details className="lost" data-lost={missing.length}>
      <summary>
        <Icon name="warn" /> <strong className="num">{t(gates ? 'desk.room.lost.gates' : 'desk.room.lost.all', { n: missing.length })}</strong>
        <span className="lost-first dim">{missing.slice(0, 3).map(title).join('；')}</span>
      </summary>
      <ul>
        {missing.map((x) => (
          <Line key={x.id} terminal={x} />
        ))}
      </ul>
    </details>
  )
}

function title(x: Terminal): string {
  return `${x.school} ${x.name}`
}

function Line({ terminal: x }: { terminal: Terminal }) {
  const now = useNow()
  return (
    <li data-terminal={x.id}>
      <span className="lost-what">
        {title(x)}
        {x.place && <span className="dim"> {x.place}</span>}
      </span>
      <span className={x.state === 'lost' ? 'lost-state' : 'dim'}>{t(`desk.room.lost.${x.state === 'lost' ? 'lost' : 'closed'}`)}</span>
      <span className="dim num">{x.seenAt > 0 ? t('desk.room.lost.heard', { time: long(now - x.seenAt) }) : t('desk.room.lost.never')}</span>
      {x.phone ? <a href={`tel:${x.phone}`}>{x.phone}</a> : <span className="dim">{t('desk.room.lost.noPhone')}</span>}
    </li>
  )
}

/** 12 秒, 3 分钟, 5 小时: a terminal may be away for days. */
function long(ms: number): string {
  const hours = Math.floor(ms / 3_600_000)
  return hours >= 2 ? t('desk.room.lost.hours', { n: hours }) : age(ms)
}
