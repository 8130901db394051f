import { t } from '../../../ui/i18n'
import { SeverityTag, StatusTag } from '../../../ui/Tags'
import { day, dueHue, hue, type Card } from './words'

/** 一般 or 重大; a major one that nobody has confirmed says so. */
export function Level({ of: h }: { of: Card }) {
  if (h.level === 'general') return <span>{t('hazard.level.general')}</span>
  return h.confirmed ? <SeverityTag value="critical" /> : <StatusTag hue="red">{t('hazard.proposedMajor')}</StatusTag>
}

/** Where it stands, and whether it is late. */
export function Stand({ of: h }: { of: Card }) {
  return (
    <>
      <StatusTag hue={hue[h.state]}>{t(`hazard.state.${h.state}`)}</StatusTag>
      {h.overdue && <StatusTag hue="red">{t('hazard.late', { n: h.lateDays })}</StatusTag>}
      {h.listed && <StatusTag hue="purple">{t('hazard.listTag', { state: t(`hazard.list.${h.listed}`) })}</StatusTag>}
      {h.asked && <StatusTag hue="yellow">{t('hazard.askedWait')}</StatusTag>}
    </>
  )
}

/** The deadline in its colour: green, yellow within three days, orange today, red after. */
export function Due({ of: h }: { of: Card }) {
  if (!h.colour) return <span className="num">{day(h.dueAt)}</span>
  return (
    <StatusTag hue={dueHue[h.colour] ?? 'grey'}>
      <span className="num">{day(h.dueAt)}</span>
    </StatusTag>
  )
}

/** What stands out of the ordinary. */
export function Marks({ of: h }: { of: Card }) {
  return (
    <>
      {h.stop && <StatusTag hue="red">{t('hazard.stopTag')}</StatusTag>}
      {h.recurrenceOf && <StatusTag hue="orange">{t('hazard.recurred')}</StatusTag>}
      {h.reworks > 0 && <span className="dim"> {t('hazard.reworks', { n: h.reworks })}</span>}
      {h.extensions > 0 && <span className="dim"> {t('hazard.extensions', { n: h.extensions })}</span>}
    </>
  )
}
