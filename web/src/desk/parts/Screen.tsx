import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { t, useLang } from '../../ui/i18n'
import { desk } from '../desk'
import { useKeys } from '../keys'
import { useCell } from '../model/cell'
import { AlarmDetail } from './AlarmDetail'
import { AlarmList } from './AlarmList'
import { Help } from './Help'
import { LogInAgain } from './LogInAgain'
import { LogInPage } from './LogInPage'
import { LineBanner } from './LineBanner'
import { Lost } from './Lost'
import { Tile } from './Tile'
import { TopBar } from './TopBar'

const MapTile = lazy(() => import('../map/MapTile'))
const Wall = lazy(() => import('../wall/Wall'))

/** The whole screen: the desk, or the way to it. */
export function Screen() {
  useLang()
  const phase = useCell(desk.phase)
  const me = useCell(desk.me)
  if (phase === 'out') return <LogInPage />
  if (phase === 'boot' || !me) {
    return (
      <main className="alone" role="status">
        <p>{t('desk.starting')}</p>
        <p className="dim">{t('desk.disclaimer')}</p>
      </main>
    )
  }
  if (!desk.mayWatch()) return <NoRight />
  if (!desk.wall) return <Seat />
  return (
    <Suspense fallback={null}>
      <Wall />
    </Suspense>
  )
}

function Seat() {
  const [help, setHelp] = useState(false)
  const selected = useCell(desk.selected)
  useKeys({ help, setHelp })
  return (
    <div className={selected ? 'seat has-selected' : 'seat'}>
      <Tile name={t('desk.tile.bar')}>
        <TopBar onHelp={() => setHelp(true)} />
      </Tile>
      <LineBanner />
      <Tile name={t('desk.tile.bar')}>
        <Lost />
      </Tile>
      <main className="tiles">
        <h1 className="visually-hidden">{t('desk.name')}</h1>
        <section className="tile tile-list" aria-label={t('desk.list.name')}>
          <Tile name={t('desk.tile.list')}>
            <AlarmList />
          </Tile>
        </section>
        <section className="tile tile-map" aria-label={t('desk.map.name')}>
          <Tile name={t('desk.tile.map')}>
            <MapWhenUseful />
          </Tile>
        </section>
        <section className="tile tile-detail" aria-label={t('desk.detail.name')}>
          <Tile name={t('desk.tile.detail')} key={selected}>
            <AlarmDetail id={selected} />
          </Tile>
        </section>
      </main>
      <footer className="foot">{t('desk.disclaimerLong')}</footer>
      <Announcer />
      {help && <Help onClose={() => setHelp(false)} />}
      <LogInAgain />
    </div>
  )
}

/** The map comes after the list can be worked with, and only where there is room for it. */
function MapWhenUseful() {
  const [room, setRoom] = useState(() => matchMedia('(min-width: 1100px)').matches)
  useEffect(() => {
    const media = matchMedia('(min-width: 1100px)')
    const tell = () => setRoom(media.matches)
    media.addEventListener('change', tell)
    return () => media.removeEventListener('change', tell)
  }, [])
  const loaded = useSyncExternalStore(desk.store.subscribe, () => desk.store.snapshot().loaded)
  if (!room || !loaded) return null
  return (
    <Suspense fallback={null}>
      <MapTile />
    </Suspense>
  )
}

function Announcer() {
  const said = useCell(desk.said)
  return (
    <div className="visually-hidden" role="status" aria-live="assertive">
      {said}
    </div>
  )
}

function NoRight() {
  return (
    <main className="alone">
      <h1>{t('desk.noRight')}</h1>
      <p className="dim">{t('desk.noRightHint')}</p>
      <p className="row-of">
        <a className="btn" href="/">
          {t('desk.toOffice')}
        </a>
        <button type="button" className="btn" onClick={() => void desk.logOut()}>
          {t('desk.bar.logOut')}
        </button>
      </p>
      <p className="dim">{t('desk.disclaimer')}</p>
    </main>
  )
}
