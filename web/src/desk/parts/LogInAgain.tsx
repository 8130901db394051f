import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { Dialog } from './Dialog'
import { LogInForm } from './LogInForm'

/** The session ran out at three in the morning: the alarms stay on the screen, and so does what was typed. */
export function LogInAgain() {
  const asking = useCell(desk.asking)
  if (!asking) return null
  return (
    <Dialog title={t('desk.logIn.againTitle')}>
      <p className="dim">{t('desk.logIn.againHint')}</p>
      <LogInForm go={t('desk.logIn.goOn')} onDone={() => desk.loggedInAgain()} />
      <button type="button" className="btn btn-link" onClick={() => desk.leave()}>
        {t('desk.logIn.leave')}
      </button>
      <p className="dim">{t('desk.disclaimer')}</p>
    </Dialog>
  )
}
