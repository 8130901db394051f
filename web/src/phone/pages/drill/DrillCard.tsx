import { t } from '../../../ui/i18n/core'
import { href } from '../../shell/route'
import { useToday, type Card } from './drills'
import './drill.css'

const ahead = (c: Card) => c.state === 'ready' || c.state === 'running' || c.state === 'noticed'

/** On the first page of the phone: today's drill, striped, so that nobody takes it for the alarm. */
export function DrillCard() {
  const open = (useToday() ?? []).filter(ahead)
  const first = open.find((c) => c.state === 'running') ?? open[0]
  if (!first) return null
  return (
    <a class="bar drill-card" href={open.length > 1 ? href('drills') : href('drills', first.id)}>
      <span class="grow">{t(first.state === 'running' ? 'drill.cardRunning' : 'drill.card', { title: first.title })}</span>
      <b>{t('drill.open')}</b>
    </a>
  )
}
