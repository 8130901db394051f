import { t } from '../../../ui/i18n'
import type { Factor } from './types'
import '../auth.css'

/** The QR picture and the key of a second factor; the code is asked for by whoever shows it. */
export function FactorSetup({ factor }: { factor: Factor }) {
  return (
    <div className="factor">
      <p>{t('auth.second.scan')}</p>
      <img src={factor.qr} alt={t('auth.second.qr')} />
      <p className="dim">
        {t('auth.second.type')} <code>{groups(factor.secret)}</code>
      </p>
      <p>{t('auth.second.confirm')}</p>
    </div>
  )
}

/** In fours, to be typed without losing one's place. */
function groups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
