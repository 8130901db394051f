import { Button } from 'antd'
import { t } from '../../../ui/i18n'
import type { Preview } from './words'

/** What the import did. */
export function Result({ preview, restart }: { preview: Preview; restart: () => void }) {
  const r = preview.result
  return (
    <div className="state" role="status">
      <div className="state-title">{t('org.resultTitle')}</div>
      <div>{t('org.resultText', { new: r.new, changed: r.changed, unchanged: r.unchanged })}</div>
      {r.left > 0 && <div className="org-bad">{t('org.resultLeft', { n: r.left })}</div>}
      <div className="dim">{preview.fileName}</div>
      <div className="org-acts">
        <Button type="primary" href="/schools">
          {t('org.toSchools')}
        </Button>
        <Button onClick={restart}>{t('org.another')}</Button>
      </div>
    </div>
  )
}
