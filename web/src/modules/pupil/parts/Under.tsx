import { Alert, Button, Progress } from 'antd'
import { t } from '../../../ui/i18n'
import { Sums } from './Sums'
import type { Import } from './words'

/** Work under way, with a count; it goes on when the page is closed. Or its result. */
export function Under({ m }: { m: Import }) {
  if (m.state === 'done') {
    return (
      <>
        <Alert type="success" showIcon title={t('pupil.importDone', { n: m.result.rows })} />
        <Sums m={m} />
        <Button type="primary" href="/pupils">{t('pupil.toRosters')}</Button>
      </>
    )
  }
  const known = m.total > 0
  return (
    <div className="pupil-progress" role="status">
      <Progress percent={known ? Math.floor((100 * m.done) / m.total) : 100} status="active" showInfo={known} aria-label={t('pupil.progress')} />
      <p className="num">{m.state === 'checking' ? (known ? t('pupil.comparing', { done: m.done, total: m.total }) : t('pupil.reading', { done: m.done })) : t('pupil.applying', { done: m.done, total: m.total })}</p>
      <p className="dim">{t('pupil.canLeave')}</p>
    </div>
  )
}
