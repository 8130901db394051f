import type { ReactNode } from 'react'
import { t } from '../../../ui/i18n'
import '../auth.css'

/** The frame of every page before the log-in: who we are, one card, and that we are not 110. */
export function Door({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <main className="door">
      <div className="door-name">
        <img src="/icon.svg" alt="" />
        <div>
          <strong>{t('app.name')}</strong>
          <span className="dim">{t('app.tagline')}</span>
        </div>
      </div>
      <section className="door-card">{children}</section>
      <p className="door-110" style={{ margin: 0 }}>
        {t('auth.login.not110')}
      </p>
      {foot && <p className="door-foot">{foot}</p>}
    </main>
  )
}
