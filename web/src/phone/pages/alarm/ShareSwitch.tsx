import { useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { useStore } from '../../shell/useStore'
import { isSharing, onSharing, setSharing } from './share'

/** Shows the desk where this phone is for as long as the alarm runs. */
export function ShareSwitch({ alarmId }: { alarmId: string }) {
  const on = useStore(onSharing, () => isSharing(alarmId))
  const [refused, setRefused] = useState(false)
  return (
    <button class={`tile${on ? ' on' : ''}`} role="switch" aria-checked={on} onClick={() => void setSharing(alarmId, !on).then((is) => setRefused(!on && !is))}>
      <small>{t('alarm.share')}</small>
      <b>{refused ? t('phone.settings.positionNo') : on ? t('alarm.shareOn') : t('alarm.shareOff')}</b>
    </button>
  )
}
