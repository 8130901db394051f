import { useEffect, useRef, useState } from 'preact/hooks'
import { lang, t } from '../../../ui/i18n/core'
import { timeOfDay } from '../../../ui/time'
import { useNow } from '../../clock'
import { switchLang } from '../../i18n'
import { logOut, refreshSession, useSession } from '../../session/session'
import { isPositionOn, setPosition } from '../../position'
import { Page } from '../../shell/Page'
import { isElderly, setElderly } from '../../shell/prefs'
import { href } from '../../shell/route'
import { useStore } from '../../shell/useStore'
import { hush, isRinging, onRinging, ring } from '../../siren/siren'

export function SettingsPage() {
  const [elderly, setBig] = useState(isElderly)
  const [position, setTold] = useState<'on' | 'off' | 'refused'>(() => (isPositionOn() ? 'on' : 'off'))
  const ringing = useStore(onRinging, isRinging)
  const now = useNow()
  const offline = 'serviceWorker' in navigator

  const testing = useRef(false)

  // A test that nobody stops would be taken for an alarm; the siren of an alarm goes on.
  useEffect(() => () => void (testing.current && hush()), [])

  function test() {
    testing.current = !ringing
    if (ringing) hush()
    else ring()
  }

  return (
    <Page title={t('phone.settings.title')}>
      <Who />
      <div class="rows">
        <Switch
          on={elderly}
          word={t('phone.settings.elderly')}
          hint={t('phone.settings.elderlyHint')}
          turn={(on) => {
            setElderly(on)
            setBig(on)
          }}
        />
        <Switch
          on={position === 'on'}
          word={t('phone.settings.position')}
          hint={position === 'refused' ? t('phone.settings.positionNo') : t('phone.settings.positionHint')}
          turn={(on) => void setPosition(on).then((now) => setTold(now ? 'on' : on ? 'refused' : 'off'))}
        />
        <button class="row big" onClick={() => switchLang(lang() === 'zh' ? 'en' : 'zh')}>
          <span class="grow">{t('phone.settings.language')}</span>
          <b>{lang() === 'zh' ? '中文' : 'English'}</b>
        </button>
        <button class="row big" aria-pressed={ringing} onClick={test}>
          <span class="grow">
            {ringing ? t('phone.settings.sirenStop') : t('phone.settings.siren')}
            {!ringing && <em>{t('phone.settings.sirenHint')}</em>}
          </span>
        </button>
        <div class="row">
          <span class="grow">{t('phone.settings.serverTime')}</span>
          <b class="num">{timeOfDay(now)}</b>
        </div>
        <div class="row">
          <span class="grow">
            {t('phone.settings.offlineReady')}
            <em>{offline ? t('phone.settings.offlineYes') : t('phone.settings.offlineNo')}</em>
          </span>
        </div>
      </div>
    </Page>
  )
}

function Switch({ on, word, hint, turn }: { on: boolean; word: string; hint: string; turn: (on: boolean) => void }) {
  return (
    <button class={`row big switch${on ? ' on' : ''}`} role="switch" aria-checked={on} onClick={() => turn(!on)}>
      <span class="grow">
        {word}
        <em>{hint}</em>
      </span>
      <i aria-hidden="true" />
    </button>
  )
}

function Who() {
  const { me, state } = useSession()
  const [failed, setFailed] = useState(false)

  useEffect(() => void refreshSession(), [])

  return (
    <div class="rows">
      <div class="row">
        <span class="grow">
          <small>{t('phone.settings.who')}</small>
          <b>{me?.person.name || (state === 'unknown' ? '—' : t('phone.settings.nobody'))}</b>
          {me?.device && (
            <em>
              {t('phone.settings.device')} {me.device.name}
            </em>
          )}
        </span>
        {state === 'in' ? (
          <button class="button small" onClick={() => logOut().catch(() => setFailed(true))}>
            {t('phone.logOut')}
          </button>
        ) : (
          <a class="button small" href={href('login')}>
            {t('phone.logIn')}
          </a>
        )}
      </div>
      {failed && <p class="failed">{t('phone.login.needNetwork')}</p>}
    </div>
  )
}
