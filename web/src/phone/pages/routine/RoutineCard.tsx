import { t, tMaybe } from '../../../ui/i18n/core'
import { href } from '../../shell/route'
import { ownItem, useDay, useOutbox } from './day'
import './routine.css'

/** On the first page: one line for a class teacher. It never nags. */
export function RoutineCard() {
  const { day } = useDay()
  const items = useOutbox()
  const mine = day?.classes.find((c) => c.mine)
  if (!day || day.kind === 0 || !mine) return null
  const done = mine.record !== '' || ownItem(items, mine.id, day.day) !== undefined
  return (
    <a class={`bar routine-card${done ? ' done' : ''}`} href={href('routine')}>
      <span class="grow">{done ? t('routine.cardDone') : t('routine.card', { kind: tMaybe(`routine.kind.k${day.kind}`) ?? '' })}</span>
      {!done && <b>{t('routine.open')}</b>}
    </a>
  )
}
