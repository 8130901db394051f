import { t } from '../../../ui/i18n/core'
import { href } from '../../shell/route'
import { ahead, useToday } from './today'
import './joint.css'

/** On the first page of the phone: today's joint test, striped, so that nobody takes it for the alarm button. */
export function JointCard() {
  const open = (useToday(15_000).tests ?? []).filter(ahead)
  const first = open[0]
  if (!first) return null
  return (
    <a class="bar joint-card" href={href('joint')}>
      <span class="grow">
        {t('joint.card', { button: first.button })} {open.length > 1 && t('joint.more', { n: open.length })}
      </span>
      <b>{t('joint.open')}</b>
    </a>
  )
}
