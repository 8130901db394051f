import { lang, t } from '../../ui/i18n'
import { desk } from '../desk'
import { switchLang } from '../i18n'
import { LogInForm } from './LogInForm'

export function LogInPage() {
  const other = lang() === 'zh' ? 'en' : 'zh'
  return (
    <main className="alone">
      <div className="card">
        <p className="dim">
          {t('desk.product')} · {t('desk.name')}
        </p>
        <h1>{t('desk.logIn.title')}</h1>
        <LogInForm go={t('desk.logIn.go')} onDone={() => desk.enter()} />
        <p className="dim disclaimer">{t('desk.disclaimerLong')}</p>
        <button type="button" className="bar-icon" title={t('desk.bar.langLabel')} lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => void switchLang(other)}>
          {t('desk.bar.lang')}
        </button>
      </div>
    </main>
  )
}
