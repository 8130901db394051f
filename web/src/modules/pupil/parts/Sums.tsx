import { t } from '../../../ui/i18n'
import type { Import } from './words'

const keys = ['rows', 'schools', 'classes', 'new', 'moved', 'changed', 'unchanged', 'left', 'bad'] as const

/** What an import comes to, in numbers. */
export function Sums({ m }: { m: Import }) {
  return (
    <>
      <ul className="pupil-sums">
        {keys.map((k) => <li key={k}>{t(`pupil.sums.${k}`)} <b>{m.result[k]}</b></li>)}
      </ul>
      {m.result.newClasses.length > 0 && (
        <details>
          <summary>{t('pupil.newClasses', { n: m.result.newClasses.length })}</summary>
          <ul className="pupil-rules">
            {m.result.newClasses.map((c) => <li key={c.school + c.name}>{c.school} {c.name}（{t('pupil.persons', { n: c.pupils })}）</li>)}
          </ul>
        </details>
      )}
    </>
  )
}
