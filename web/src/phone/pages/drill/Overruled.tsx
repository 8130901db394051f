import { t } from '../../../ui/i18n/core'
import { timeOfDay } from '../../../ui/time'
import { href } from '../../shell/route'
import type { Drill } from './drills'

/** The real thing, over everything that a drill shows. It has no way to be closed. */
export function Overruled({ drill }: { drill: Drill }) {
  const at = drill.alarm?.at ?? drill.endedAt
  return (
    <section class="overruled" role="alert">
      <h1>{t('drill.overruled')}</h1>
      <b>{t('drill.overruledLine')}</b>
      <p>{t('drill.overruledBody')}</p>
      {at > 0 && <p class="num">{t('drill.overruledAt', { time: timeOfDay(at) })}</p>}
      {drill.alarm && (
        <a class="button plain" href={href('alarm', drill.alarm.id)}>
          {t('drill.seeAlarm')}
        </a>
      )}
    </section>
  )
}
