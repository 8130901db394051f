import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { date, timeOfDay } from '../../../ui/time'
import { Act } from './Act'
import { actorName, type Entry } from './words'
import './audit.css'

/** One line of the book with all that was hashed. */
export function Line({ entry: e }: { entry: Entry }) {
  return (
    <>
      <FactList
        facts={[
          { label: t('audit.at'), value: `${date(e.at)} ${timeOfDay(e.at)}` },
          { label: t('audit.act'), value: <Act action={e.action} /> },
          { label: t('audit.who'), value: actorName(e) },
          { label: t('audit.subject'), value: e.subject && <code>{e.subject}</code> },
          { label: t('audit.device'), value: e.device },
          { label: t('audit.session'), value: e.session },
          { label: t('audit.place'), value: t('audit.placeOf', { lane: e.lane, seq: e.seq }) },
          { label: 'ID', value: e.id },
        ]}
      />
      <h3>{t('audit.detail')}</h3>
      <pre className="audit-detail">
        <code>{pretty(e.detail)}</code>
      </pre>
      <FactList
        single
        facts={[
          { label: t('audit.hash'), value: <code>{e.hash}</code> },
          { label: t('audit.prev'), value: e.prev && <code>{e.prev}</code> },
        ]}
      />
    </>
  )
}

function pretty(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2)
  } catch {
    return detail
  }
}
