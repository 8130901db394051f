// The board on the command room's wall: nothing to click, everything to be read
// from five metres away.
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { useNow } from '../../ui/now'
import { ModeTag } from '../../ui/Tags'
import { date, timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import type { AlarmCard } from '../model/card'
import { kindName, schoolName } from '../model/say'
import { Countdown } from '../parts/Charge'
import { LineBanner } from '../parts/LineBanner'
import { LogInAgain } from '../parts/LogInAgain'
import { sevName, StateTag } from '../parts/Row'
import { Since } from '../parts/Since'
import { Tile } from '../parts/Tile'
import { LineMark } from '../parts/TopBar'
import { Figures } from './Figures'
import { running } from './model'
import './wall.css'

const MapTile = lazy(() => import('../map/MapTile'))

export default function Wall() {
  return (
    <div className="wall">
      <Tile name={t('desk.tile.bar')}>
        <Head />
      </Tile>
      <LineBanner />
      <main className="wall-tiles">
        <h1 className="visually-hidden">{t('desk.wall.name')}</h1>
        <section className="wall-alarms" aria-label={t('desk.list.name')}>
          <Tile name={t('desk.tile.list')}>
            <Alarms />
          </Tile>
        </section>
        <section className="wall-figures" aria-label={t('desk.wall.figures')}>
          <Tile name={t('desk.wall.figures')}>
            <Figures />
          </Tile>
        </section>
        <section className="wall-map" aria-label={t('desk.map.name')}>
          <Tile name={t('desk.tile.map')}>
            <Map />
          </Tile>
        </section>
      </main>
      <footer className="wall-foot">{t('desk.disclaimerLong')}</footer>
      <LogInAgain />
    </div>
  )
}

function Head() {
  const me = useCell(desk.me)!
  const now = useNow()
  return (
    <header className="wall-head">
      <strong>{t('desk.wall.title')}</strong>
      <span className="wall-unit dim">{me.person.unit}</span>
      <span className="bar-gap" />
      <LineMark />
      <SoundSwitch />
      <a className="btn" href="/desk">
        {t('desk.wall.toDesk')}
      </a>
      <span className="wall-clock num" role="timer" aria-live="off" aria-label={t('desk.bar.clock')}>
        <span className="dim">{date(now)}</span> {timeOfDay(now)}
      </span>
    </header>
  )
}

/** A wall is silent unless somebody wants it otherwise: the desks ring. */
function SoundSwitch() {
  const loud = useCell(desk.loud)
  const state = useSyncExternalStore(desk.speaker.subscribe, desk.speaker.state)
  const word = !loud ? 'off' : state === 'locked' ? 'locked' : 'on'
  return (
    <button type="button" role="switch" aria-checked={loud} className={`sound wall-sound wall-sound-${word}`} onClick={() => desk.setLoud(!loud)}>
      {t(`desk.wall.sound.${word}`)}
    </button>
  )
}

/** Height of a card with the gap below it; wall.css says the same. */
const cardHeight = 152

function Alarms() {
  const snapshot = useSyncExternalStore(desk.store.subscribe, desk.store.snapshot)
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(6)
  useEffect(() => {
    const element = box.current!
    // A phone scrolls; a wall cannot.
    const small = matchMedia('(max-width: 899px)')
    const measure = () => setRoom(small.matches ? 60 : Math.max(1, Math.floor((element.clientHeight || 900) / cardHeight)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const { shown, more, moreWaiting } = running(snapshot.sorted, room)
  return (
    <>
      <div ref={box} className="wall-box">
        {snapshot.loaded && shown.length === 0 && (
          <p className="wall-calm">
            <span aria-hidden="true">●</span> {t('desk.wall.calm')}
          </p>
        )}
        <ol className="wall-list" data-ready={snapshot.loaded || undefined}>
          {shown.map((card) => (
            <WallCard key={card.id} card={card} />
          ))}
        </ol>
      </div>
      {more > 0 && (
        <p className="wall-more num" role="status">
          {t('desk.wall.more', { n: more, waiting: moreWaiting })}
        </p>
      )}
    </>
  )
}

function WallCard({ card }: { card: AlarmCard }) {
  const classes = ['wall-card', `sev-${card.severity}`, `is-${card.state}`, card.mode !== 'real' && 'is-practice', card.level === 'help' && 'is-help']
  return (
    <li className={classes.filter(Boolean).join(' ')} data-alarm-id={card.id} data-alarm-state={card.state}>
      <div className="wall-line">
        <span className="wall-school">{schoolName(card)}</span>
        <Since at={card.t0} className="wall-since" />
      </div>
      <div className="wall-line">
        <span className="wall-what">
          <span className="wall-sev">{sevName(card)}</span> {kindName(card)} · {card.school.countyName} · {card.place || t('desk.detail.unknownPlace')}
        </span>
        {card.silent && <span className="tag tag-silent">{t('desk.list.silent')}</span>}
        <ModeTag value={card.mode} />
        <StateTag card={card} />
      </div>
      <div className="wall-line wall-owner">
        {card.state === 'waiting' ? (
          <span>
            {card.step > 0 ? t('desk.room.charge.calling', { n: card.step }) : t('desk.room.charge.nobody')}
            {card.nextStepAt > 0 && (
              <>
                {' · '}
                <Countdown at={card.nextStepAt} />
              </>
            )}
          </span>
        ) : (
          <span>
            {t('desk.wall.owner', { name: card.owner?.name ?? card.desk?.name ?? '—' })}
            {card.responder && <span className="dim"> · {t('desk.wall.sent', { unit: card.responder.unit })}</span>}
          </span>
        )}
      </div>
    </li>
  )
}

function Map() {
  const loaded = useSyncExternalStore(desk.store.subscribe, () => desk.store.snapshot().loaded)
  if (!loaded) return null
  return (
    <Suspense fallback={null}>
      <MapTile />
    </Suspense>
  )
}
