import { useSyncExternalStore } from 'react'
import { lang, t } from '../../ui/i18n'
import { useNow } from '../../ui/now'
import { date, timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import { toggleFull } from '../full'
import { switchLang } from '../i18n'
import { useCell } from '../model/cell'
import { Icon } from './Icon'
import { age } from './LineBanner'

export function TopBar({ onHelp }: { onHelp: () => void }) {
  const me = useCell(desk.me)!
  return (
    <header className="bar">
      <strong className="bar-name">
        {t('desk.product')} · {t('desk.name')}
      </strong>
      <span className="bar-unit">
        {me.person.unit} <span className="dim">{me.person.name}</span>
      </span>
      <Waiting />
      <span className="bar-gap" />
      <span className="bar-disclaimer">{t('desk.disclaimer')}</span>
      <LineMark />
      <ServerClock />
      <SoundButton />
      <button type="button" className="bar-icon" lang={lang() === 'zh' ? 'en' : 'zh-CN'} title={t('desk.bar.langLabel')} onClick={() => void switchLang(lang() === 'zh' ? 'en' : 'zh')}>
        {t('desk.bar.lang')}
      </button>
      <a className="bar-icon" href="/wall" title={t('desk.wall.name')}>
        <Icon name="wall" /> {t('desk.wall.open')}
      </a>
      <button type="button" className="bar-icon bar-full" aria-label={t('desk.bar.full')} title={`${t('desk.bar.full')} (F)`} onClick={toggleFull}>
        <Icon name="full" />
      </button>
      <button type="button" className="bar-icon" aria-label={t('desk.bar.help')} title={`${t('desk.bar.help')} (?)`} onClick={onHelp}>
        <Icon name="help" />
      </button>
      <button type="button" className="bar-icon" aria-label={t('desk.bar.logOut')} title={t('desk.bar.logOut')} onClick={() => void desk.logOut()}>
        <Icon name="out" />
      </button>
    </header>
  )
}

function Waiting() {
  const n = useSyncExternalStore(desk.store.subscribe, () => desk.store.snapshot().sorted.filter((c) => c.state === 'waiting').length)
  return <span className={n > 0 ? 'bar-waiting is-waiting' : 'bar-waiting'}>{t('desk.bar.waiting', { n })}</span>
}

function ServerClock() {
  const now = useNow()
  return (
    <span className="bar-clock num" role="timer" aria-live="off" aria-label={t('desk.bar.clock')} title={t('desk.bar.clock')}>
      <span className="dim bar-date">{date(now)}</span> {timeOfDay(now)}
    </span>
  )
}

/** How the line is, and how long ago the server was last heard of. */
export function LineMark() {
  const line = useCell(desk.line)
  const now = useNow()
  const heardAt = desk.heardAt
  return (
    <span className={`line line-${line}`}>
      {t(`desk.line.${line}`)}
      {heardAt > 0 && <span className="dim num line-age">{t('desk.line.age', { time: age(now - heardAt) })}</span>}
    </span>
  )
}

function SoundButton() {
  const state = useSyncExternalStore(desk.speaker.subscribe, desk.speaker.state)
  const ringing = useCell(desk.ringing)
  const muted = useCell(desk.muted)
  const waiting = useSyncExternalStore(desk.store.subscribe, () => desk.store.snapshot().sorted.some((c) => c.state === 'waiting' && muted.has(c.id)))
  const test = () => {
    desk.speaker.test()
    desk.said.set(t('desk.room.tone.done'))
  }
  if (state === 'locked') {
    return (
      <button type="button" className="sound sound-locked" onClick={() => void desk.speaker.unlock()}>
        <Icon name="muted" /> {t('desk.sound.locked')}
      </button>
    )
  }
  if (ringing > 0) {
    return (
      <button type="button" className="sound sound-ringing" onClick={() => desk.mute()}>
        <Icon name="sound" /> {t('desk.sound.ringing')} <kbd>M</kbd>
      </button>
    )
  }
  return (
    <button type="button" className="sound sound-quiet" title={t('desk.room.tone.hint')} onClick={test}>
      <Icon name={waiting ? 'muted' : 'sound'} /> {waiting ? t('desk.sound.muted') : t('desk.sound.on')} <span className="dim">{t('desk.room.tone.test')}</span>
    </button>
  )
}
