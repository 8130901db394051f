import { lang, t, tError } from '../ui/i18n/core'
import { switchLang } from './i18n'
import { CampaignPage } from './pages/Campaign'
import { Door } from './pages/Door'
import { List } from './pages/List'
import { useLearn } from './use'

export function App() {
  const learn = useLearn()
  const who = learn.entry
  return (
    <>
      <header class="top">
        <strong>{t('learn.title')}</strong>
        <span class="top-who">{who ? `${who.name} · ${who.className}` : learn.room ? t('learn.roomOn') : ''}</span>
        <button type="button" class="small" lang={lang() === 'zh' ? 'en' : 'zh-CN'} onClick={() => switchLang(lang() === 'zh' ? 'en' : 'zh')}>
          {lang() === 'zh' ? 'English' : '中文'}
        </button>
        {who && !(learn.room && learn.progress.unsent) && <button type="button" class="small" onClick={() => learn.leave()}>{t('learn.leave')}</button>}
      </header>
      <main>
        {learn.problem && <p class="bad" role="alert">{tError(learn.problem)}</p>}
        {!who ? <Door /> : learn.campaign ? <CampaignPage /> : <List />}
      </main>
    </>
  )
}
