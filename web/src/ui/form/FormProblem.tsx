import { Alert, Button } from 'antd'
import type { ApiProblem } from '../../api/problem'
import { t, tError } from '../i18n'

interface Props {
  problem: ApiProblem
  above: string[]
  reload?: (() => void) | undefined
}

/** Why the form was refused, above the form; a stale version offers the latest content. */
export function FormProblem({ problem, above, reload }: Props) {
  const stale = problem.code === 'stale_version'
  const notes = [...above]
  if (stale) notes.unshift(t('ui.staleVersionBody'))
  if (problem.status >= 500 && problem.requestId) notes.push(t('ui.requestId', { id: problem.requestId }))
  return (
    <Alert
      type={stale ? 'warning' : 'error'}
      showIcon
      className="gap-below"
      title={stale ? t('ui.staleVersionTitle') : tError(problem)}
      description={notes.length > 0 ? notes.map((text) => <div key={text}>{text}</div>) : undefined}
      action={stale && reload ? <Button onClick={reload}>{t('ui.loadLatest')}</Button> : undefined}
    />
  )
}
