import { useEffect } from 'preact/hooks'
import { lang, t } from '../ui/i18n/core'
import { timeOfDay } from '../ui/time'
import { Cards } from './Cards'
import { switchLang } from './i18n'
import { LineBanner, LineMark } from './Line'
import { PairForm } from './PairForm'
import { useNow, useSiren } from './use'

export function App() {
  const siren = useSiren()
  useStayAwake()
  if (siren.phase === 'boot') {
    return (
      <main class="alone">
        <h1>{t('siren.name')}</h1>
        <p role="status">{t('siren.starting')}</p>
        <p class="dim">{t('siren.disclaimer')}</p>
      </main>
    )
  }
  if (siren.phase !== 'on') return <PairForm phase={siren.phase} />
  return (
    <div class="room" data-phase="on" data-line={siren.line} data-sound={siren.speaker.state()} data-ringing={siren.ringing()} data-tone={siren.last ?? ''}>
      <header class="head">
        <span class="where">
          <strong>{siren.room?.place}</strong>
          <span class="dim">
            {t('siren.product')} · {siren.room?.name}
          </span>
        </span>
        <LineMark />
        <Clock />
        <button type="button" class="plain" lang={lang() === 'zh' ? 'en' : 'zh-CN'} onClick={() => switchLang(lang() === 'zh' ? 'en' : 'zh')}>
          {t('siren.lang')}
        </button>
      </header>
      <LineBanner />
      <Sound />
      <main>
        <h1 class="visually-hidden">{t('siren.name')}</h1>
        <Cards />
      </main>
      <footer class="dim">
        {t('siren.readOnly')} · {t('siren.disclaimer')}
      </footer>
    </div>
  )
}

function Clock() {
  return <span class="clock num">{timeOfDay(useNow())}</span>
}

/** The browser plays nothing before a click: says so as loud as it can without a sound. */
function Sound() {
  const siren = useSiren()
  if (siren.speaker.state() === 'locked') {
    return (
      <button type="button" class="unlock" onClick={() => void siren.speaker.unlock()}>
        <strong>{t('siren.sound.locked')}</strong>
        <span>{t('siren.sound.lockedHint')}</span>
      </button>
    )
  }
  const ringing = siren.ringing() !== ''
  return (
    <div class={ringing ? 'sound is-ringing' : 'sound'} role="status">
      <span>{ringing ? t('siren.sound.ringing') : t('siren.sound.on')}</span>
      {!ringing && (
        <button type="button" class="plain" onClick={() => siren.speaker.test()}>
          {t('siren.sound.test')}
        </button>
      )}
    </div>
  )
}

/** The screen of a duty room does not go dark, where the browser lets a page ask for it. */
function useStayAwake(): void {
  useEffect(() => {
    const lock = (navigator as { wakeLock?: { request: (kind: 'screen') => Promise<unknown> } }).wakeLock
    const ask = () => {
      if (!document.hidden) lock?.request('screen').catch(() => undefined)
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => document.removeEventListener('visibilitychange', ask)
  }, [])
}
