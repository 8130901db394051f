import { t } from '../../../ui/i18n/core'
import { href } from '../../shell/route'
import { useMine } from './trips'
import './bus.css'

export const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** On the first page of the phone: the trip under way, or the next one. */
export function BusCard() {
  const trips = useMine() ?? []
  const red = trips.find((x) => x.red)
  const live = trips.find((x) => x.state === 'running' || x.state === 'arrived')
  const next = trips.find((x) => x.state === 'planned' || x.state === 'checked')
  const first = red ?? live ?? next
  if (!first) return null
  const words = { line: first.line, direction: t(`bus.direction.${first.direction}`), time: clock(first.from) }
  return (
    <a class={`bar ${red ? 'current' : ''} bus-card`} href={href('bus', first.id)}>
      <span class="grow">{red ? t('bus.cardRed', words) : live ? t('bus.cardLive', words) : t('bus.card', words)}</span>
      <b>{t('bus.open')}</b>
    </a>
  )
}
