import { lang, t } from '../ui/i18n/core'
import { Bars } from './parts/Bars'
import { switchLang } from './i18n'
import { DisputesPage } from './pages/Disputes'
import { ItemPage } from './pages/Item'
import { List } from './pages/List'
import { LoginPage } from './pages/Login'
import { OutboxPage } from './pages/Outbox'
import { SignPage } from './pages/Sign'
import { VisitPage } from './pages/Visit'
import { useInspect, useRoute } from './use'

export function App() {
  const inspect = useInspect()
  const [page, id, part, of] = useRoute()
  const inside = page === 'v' && part === 'i'
  return (
    <div class="app">
      {!inside && (
        <header class="top">
          <strong>{t('inspect.title')}</strong>
          <span class="who">{inspect.owner?.name}</span>
          <button type="button" lang={lang() === 'zh' ? 'en' : 'zh-CN'} onClick={() => switchLang(lang() === 'zh' ? 'en' : 'zh')}>
            {t('inspect.lang')}
          </button>
        </header>
      )}
      <Bars at={page} />
      {content(inspect.ready, inspect.owner !== undefined, page, id, part, of)}
    </div>
  )
}

function content(ready: boolean, known: boolean, page?: string, id?: string, part?: string, of?: string) {
  if (!ready) return <main><p class="dim center">{t('inspect.loading')}</p></main>
  if (page === 'login' || !known) return <LoginPage />
  if (page === 'outbox') return <OutboxPage />
  if (page === 'v' && id !== undefined) {
    if (part === 'i' && of !== undefined) return <ItemPage key={of} visit={id} code={of} />
    if (part === 'sign') return <SignPage visit={id} />
    if (part === 'disputes') return <DisputesPage visit={id} />
    return <VisitPage key={id} visit={id} />
  }
  return <List />
}
