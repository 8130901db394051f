import { Clock } from '../../../ui/Clock'
import { t } from '../../../ui/i18n'
import { useNow } from '../../../ui/now'
import { duration, timeOfDay } from '../../../ui/time'
import type { Class, Drill } from './words'

/** The stop-watch that every phone shows too, and the roll call under it. */
export function Watch({ drill }: { drill: Drill }) {
  const now = useNow()
  const on = drill.state === 'running'
  const end = drill.outAt || drill.stoppedAt || drill.endedAt || (on ? now : drill.signalAt)
  const late = drill.targetS > 0 && end - drill.signalAt > drill.targetS * 1000
  return (
    <section className={`drill-watch ${drill.fullAt > 0 ? 'full' : late ? 'late' : ''}`}>
      <div>
        <span className="dim">{drill.outAt > 0 ? t('drill.evac') : on ? t('drill.watch') : t('drill.watchStopped')}</span>
        <strong className="num">
          <Clock since={drill.signalAt} stop={on && drill.outAt === 0 ? 0 : end} />
        </strong>
        {drill.targetS > 0 && <span className={late ? 'drill-late' : 'dim'}>{t(late ? 'drill.overTarget' : drill.outAt > 0 ? 'drill.inTarget' : 'drill.targetIs', { n: drill.targetS })}</span>}
      </div>
      {drill.form === 'actual' && (
        <>
          <Cell name={t('drill.arrived')} value={t('drill.ofClasses', { n: drill.arrived, of: drill.classes })} />
          <Cell name={t('drill.present')} value={t('drill.ofPupils', { n: drill.present, of: drill.pupils })} />
          <Cell name={t('drill.missing')} value={String(drill.unaccounted)} bad={drill.unaccounted > 0} />
          <Cell name={t('drill.full')} value={drill.fullAt > 0 ? duration(drill.fullMs) : t('drill.notYet')} />
        </>
      )}
    </section>
  )
}

function Cell({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div>
      <span className="dim">{name}</span>
      <b className={bad ? 'num drill-bad' : 'num'}>{value}</b>
    </div>
  )
}

/** Who is not accounted for stands first. */
export function Roll({ drill }: { drill: Drill }) {
  const rank = (c: Class) => (c.missing > 0 ? 0 : c.saidAt === 0 ? 1 : 2)
  const rows = drill.signalAt > 0 ? [...drill.roll].sort((a, b) => rank(a) - rank(b)) : drill.roll
  return (
    <table className="drill-roll">
      <thead>
        <tr>
          <th scope="col">{t('drill.classes')}</th>
          <th scope="col">{t('drill.expected')}</th>
          <th scope="col">{t('drill.present')}</th>
          <th scope="col">{t('drill.missing')}</th>
          <th scope="col">{t('drill.arrived')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((c) => (
          <tr key={c.id} className={drill.signalAt === 0 ? undefined : c.missing > 0 ? 'bad' : c.saidAt === 0 ? 'wait' : undefined}>
            <th scope="row">
              {c.name} {c.note && <span className="dim">{c.note}</span>}
            </th>
            <td className="num">{c.pupils}</td>
            <td className="num">{c.saidAt > 0 ? c.present : '—'}</td>
            <td className="num">{c.saidAt > 0 ? c.missing : '—'}</td>
            <td className="num" title={c.arrivedAt > 0 ? t('drill.pressedReceived', { pressed: timeOfDay(c.arrivedAt), received: timeOfDay(c.arrivedGot) }) : undefined}>
              {c.arrivedAt > 0 ? duration(c.arrivedAt - drill.signalAt) : drill.signalAt > 0 ? t('drill.notArrived') : '—'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
