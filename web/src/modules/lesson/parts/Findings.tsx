import { t, tField } from '../../../ui/i18n'
import type { Detail } from './edit'
import { placeWords } from './words'

interface Props {
  of: Detail['findings']
  /** Goes to what a finding is about. */
  go: (name: string) => void
}

/** What keeps a lesson from being published, and what its author should think about. */
export function Findings({ of, go }: Props) {
  if (of.problems.length + of.warnings.length === 0) return <p className="lesson-fine">{t('lesson.fine')}</p>
  return (
    <div className="lesson-findings">
      {of.problems.length > 0 && <List title={t('lesson.problems', { n: of.problems.length })} fields={of.problems} go={go} bad />}
      {of.warnings.length > 0 && <List title={t('lesson.warnings', { n: of.warnings.length })} fields={of.warnings} go={go} />}
    </div>
  )
}

function List({ title, fields, go, bad = false }: { title: string; fields: Detail['findings']['problems']; go: Props['go']; bad?: boolean }) {
  return (
    <section className={bad ? 'lesson-bad' : ''}>
      <h3>{title}</h3>
      <ul>
        {fields.map((f, i) => (
          <li key={i}>
            <button type="button" onClick={() => go(f.name)}>
              {placeWords(f.name)}：{tField(f)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
