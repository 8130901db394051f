import { t } from '../../ui/i18n'
import { Dialog } from './Dialog'

const rows = ['move', 'open', 'act', 'take', 'hand', 'send', 'mute', 'talk', 'full', 'filter', 'tab', 'help', 'esc'] as const

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('desk.help.title')} onClose={onClose}>
      <dl className="pairs keys">
        {rows.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{t(`desk.help.${key}Key`)}</kbd>
            </dt>
            <dd>{t(`desk.help.${key}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="dim">{t('desk.help.typing')}</p>
      <p className="dim">{t('desk.help.sounds')}</p>
      <p className="dim">{t('desk.disclaimerLong')}</p>
      <button type="button" className="btn btn-primary" onClick={onClose} autoFocus>
        {t('ui.close')}
      </button>
    </Dialog>
  )
}
