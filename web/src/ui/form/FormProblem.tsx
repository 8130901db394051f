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
  return (
    <Alert
      type={stale ? 'warning' : 'error'}
      showIcon
      className="gap-below"
      title={stale ? t('ui.staleVersionTitle') : tError(problem)}
      description={
        <>
          {stale && <p>{t('ui.staleVersionBody')}</p>}
          {above.map((text) => (
            <div key={text}>{text}</div>
          ))}
          {problem.status >= 500 && problem.requestId && <div className="num">{t('ui.requestId', { id: problem.requestId })}</div>}
        </>
      }
      action={stale && reload ? <Button onClick={reload}>{t('ui.loadLatest')}</Button> : undefined}
    />
  )
}
