import { t, tMaybe } from '../../../ui/i18n/core'
import { useOutbox } from '../../outbox'
import { go, href } from '../../shell/route'
import { JointCard } from '../joint/JointCard'
import { useContextOfPhone, whereNow } from './context'
import { HoldButton } from './HoldButton'
import { openPress } from './mine'
import { choose, raise, useChoice } from './press'

/** The home of the phone: one button. Everything else may be left alone. */
export function AlarmPage() {
  const context = useContextOfPhone()
  const choice = useChoice()
  const open = openPress(useOutbox())
  const where = whereNow(context)

  const place = where.place?.name
  return (
    <section class="alarm">
      <h1 class="visually-hidden">{t('alarm.title')}</h1>
      {open && (
        <a class="bar current" href={href('alarm', open.id)}>
          <span class="grow">{t('alarm.current')}</span>
          <b>{t('alarm.currentSee')}</b>
        </a>
      )}
      <JointCard />
      <a class="row where" href={href('where')}>
        <span class="grow">
          <small>{t('alarm.where')}</small>
          <b>{where.school ? where.school.name : t('alarm.noSchool')}</b>
          <em>{place ?? t('alarm.whereHint')}</em>
        </span>
        <span class="arrow" aria-hidden="true" />
      </a>
      <HoldButton quiet={choice.silent} fire={() => go('alarm', raise(where))} />
      <div class="pair">
        <a class="tile" href={href('kind')}>
          <small>{t('alarm.kindAny')}</small>
          <b>{tMaybe(`alarm.kind.${choice.kind}`) ?? t('alarm.kindNone')}</b>
        </a>
        <button class={`tile${choice.silent ? ' on' : ''}`} role="switch" aria-checked={choice.silent} onClick={() => choose({ silent: !choice.silent })}>
          <small>{t('alarm.silent')}</small>
          <b>{choice.silent ? t('alarm.silentOn') : t('alarm.silentOff')}</b>
        </button>
      </div>
    </section>
  )
}
