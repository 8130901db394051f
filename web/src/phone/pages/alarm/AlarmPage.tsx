import { t, tMaybe } from '../../../ui/i18n/core'
import { useOutbox } from '../../outbox'
import { go, href } from '../../shell/route'
import { BusCard } from '../bus/BusCard'
import { DrillCard } from '../drill/DrillCard'
import { JointCard } from '../joint/JointCard'
import { NoticeCard } from '../notice/NoticeCard'
import { RoutineCard } from '../routine/RoutineCard'
import { useContextOfPhone, whereNow } from './context'
import { useMayDrill } from './DrillPage'
import { HoldButton } from './HoldButton'
import { cardOf, openPress } from './mine'
import { useOpenAlarms } from './others'
import { choose, raise, useChoice } from './press'

/** The home of the phone: one button. Everything else may be left alone. */
export function AlarmPage() {
  const context = useContextOfPhone()
  const choice = useChoice()
  const open = openPress(useOutbox())
  const where = whereNow(context)
  const drill = useMayDrill()
  const others = useOpenAlarms().filter((card) => card.id !== cardOf(open)?.id)

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
      <RoutineCard />
      {others[0] && (
        <a class={`bar ${others[0].mode === 'real' ? 'current' : 'warn'}`} href={others.length > 1 ? href('list') : href('alarm', others[0].id)}>
          <span class="grow">
            {others[0].mode !== 'real' && <span class="striped">{t(`alarm.mode.${others[0].mode}`)}</span>}
            {others.length > 1 ? t('alarm.othersMany', { n: others.length }) : t('alarm.othersOne', { school: others[0].school?.name ?? '', place: others[0].place ?? '' })}
          </span>
          <b>{t('alarm.currentSee')}</b>
        </a>
      )}
      <BusCard />
      <DrillCard />
      <NoticeCard />
      <a class="row where" href={href('where')}>
        <span class="grow">
          <small>{t('alarm.where')}</small>
          <b>{where.school ? where.school.name : t('alarm.noSchool')}</b>
          <em>{place ?? t('alarm.whereHint')}</em>
        </span>
        <span class="arrow" aria-hidden="true" />
      </a>
      <HoldButton quiet={choice.silent} fire={() => go('alarm', raise(where))} />
      <HoldButton quiet look="help" word={t('alarm.helpPress')} fire={() => go('alarm', raise(where, 'help'))} />
      <div class={drill ? 'pair three' : 'pair'}>
        <a class="tile" href={href('kind')}>
          <small>{t('alarm.kindAny')}</small>
          <b>{tMaybe(`alarm.kind.${choice.kind}`) ?? t('alarm.kindNone')}</b>
        </a>
        <button class={`tile${choice.silent ? ' on' : ''}`} role="switch" aria-checked={choice.silent} onClick={() => choose({ silent: !choice.silent })}>
          <small>{t('alarm.silent')}</small>
          <b>{choice.silent ? t('alarm.silentOn') : t('alarm.silentOff')}</b>
        </button>
        {drill && (
          <a class="tile" href={href('drill')}>
            <small>{t('alarm.drillSmall')}</small>
            <b>{t('alarm.drillTitle')}</b>
          </a>
        )}
      </div>
    </section>
  )
}
