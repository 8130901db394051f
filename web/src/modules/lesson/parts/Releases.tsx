import { t } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { dateTime } from '../../../ui/time'
import type { Detail } from './edit'

/** The published versions, the newest first. */
export function Releases({ of }: { of: Detail['releases'] }) {
  if (of.length === 0) return null
  return (
    <Panel title={t('lesson.releases')}>
      <ul className="lesson-releases">
        {of.map((r) => (
          <li key={r.version}>
            <span>{t('lesson.version', { n: r.version })}</span>
            <span className="dim num">{dateTime(r.at)}</span>
            <span className="dim">{r.by === 'start' ? t('lesson.whose.ours') : r.by}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
