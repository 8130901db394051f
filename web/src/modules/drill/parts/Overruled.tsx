import { t } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { timeOfDay } from '../../../ui/time'
import { overruled, type Drill } from './words'

/** The real thing, over everything that a drill shows; it cannot be closed. */
export function Overruled({ drill }: { drill: Drill }) {
  const maySee = useCan('alarm.view')
  if (!overruled(drill)) return null
  const at = drill.alarm?.at ?? drill.endedAt
  return (
    <section className="drill-overruled" role="alert">
      <strong>{t('drill.overruled')}</strong>
      <div>
        <b>{t('drill.overruledLine')}</b>
        <p>
          {t('drill.overruledBody')} {at > 0 && <span className="num">{t('drill.overruledAt', { time: timeOfDay(at) })}</span>}
        </p>
      </div>
      {maySee && drill.alarm && <a href={`/alarms?open=${drill.alarm.id}`}>{t('drill.seeAlarm')}</a>}
    </section>
  )
}
