import type { ComponentChildren } from 'preact'
import { t } from '../../ui/i18n/core'
import { Bars } from './Bars'
import { href } from './route'

/** The frame of every page. 110 and the sentence about it are always there. */
export function Shell({ here, at, children }: { here: string | undefined; at: string; children: ComponentChildren }) {
  const tab = here === 'list' || here === 'settings' ? here : 'alarm'
  return (
    <div class="phone">
      <Bars here={here} />
      {/* A page of its own begins at its top. */}
      <main key={at}>{children}</main>
      <footer>
        <p class="law">{t('phone.notReplacing')}</p>
        <nav>
          <Tab name="alarm" to={[]} on={tab === 'alarm'} word={t('phone.tabAlarm')} />
          <Tab name="list" to={['list']} on={tab === 'list'} word={t('phone.tabList')} />
          <Tab name="settings" to={['settings']} on={tab === 'settings'} word={t('phone.tabSettings')} />
          <a class="call" href="tel:110">
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z" />
            </svg>
            {t('phone.call110')}
          </a>
        </nav>
      </footer>
    </div>
  )
}

function Tab({ name, to, on, word }: { name: string; to: string[]; on: boolean; word: string }) {
  return (
    <a class={`tab ${name}`} href={href(...to)} aria-current={on ? 'page' : undefined}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={shapes[name]} />
      </svg>
      {word}
    </a>
  )
}

const shapes: Record<string, string> = {
  alarm: 'M12 2a7 7 0 0 0-7 7v6l-2 3v1h18v-1l-2-3V9a7 7 0 0 0-7-7zm-2.5 19a2.5 2.5 0 0 0 5 0z',
  list: 'M4 5h2v2H4zm4 0h12v2H8zM4 11h2v2H4zm4 0h12v2H8zM4 17h2v2H4zm4 0h12v2H8z',
  settings:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm9 5.2v-2.4l-2.5-.5-.7-1.6 1.4-2.1-1.7-1.7-2.1 1.4-1.6-.7L13.2 3h-2.4l-.5 2.6-1.6.7-2.1-1.4-1.7 1.7 1.4 2.1-.7 1.6L3 10.8v2.4l2.6.5.7 1.6-1.4 2.1 1.7 1.7 2.1-1.4 1.6.7.5 2.6h2.4l.5-2.6 1.6-.7 2.1 1.4 1.7-1.7-1.4-2.1.7-1.6z',
}
