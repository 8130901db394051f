import { t } from '../../../ui/i18n'
import type { Notice } from './notice'
import './notice.css'

/** The colour of a warning, in words and then in colour; of a prompt the word alone. */
export function Level({ of: n }: { of: Pick<Notice, 'level'> }) {
  if (n.level === '') return <span className="level">{t('notice.kinds.prompt')}</span>
  return <span className={`level level-${n.level}`}>{t(`notice.levels.${n.level}`)}</span>
}
