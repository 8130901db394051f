import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import { desk } from '../desk'
import { getBorders, getSchools } from '../wire'
import { draw, type Canvas } from './canvas'
import type { FeatureCollection } from './geo'
import { Marks } from './marks'
import { followPeople } from './people'
import { placeOf, places } from './places'
import { TestsToggle } from './TestsToggle'
import './map.css'

export default function MapTile() {
  const ground = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const walkers = useRef<HTMLDivElement>(null)
  const canvas = useRef<Canvas>(undefined)
  const [failed, setFailed] = useState('')
  const [attempt, setAttempt] = useState(0)
  const [unplaced, setUnplaced] = useState(0)

  useEffect(() => {
    let closed = false
    let stop = () => undefined as void
    async function open() {
      const borders = (await getBorders()) as FeatureCollection
      if (closed) return
      const drawn = draw(ground.current!, borders, desk.jurisdiction())
      canvas.current = drawn
      const follow = followAlarms(layer.current!, drawn, setUnplaced)
      const unfollow = followPeople(walkers.current!, drawn)
      stop = () => {
        follow()
        unfollow()
        drawn.close()
      }
      const schools = await getSchools()
      if (!closed) drawn.addSchools(schools)
    }
    open().catch((e: unknown) => {
      if (!closed) setFailed(tError(problemOf(e)))
    })
    return () => {
      closed = true
      stop()
    }
  }, [attempt])

  const retry = () => {
    setFailed('')
    setAttempt((n) => n + 1)
  }
  return (
    <div className="map">
      <div ref={ground} className="map-ground" />
      <div ref={walkers} className="map-marks" />
      <div ref={layer} className="map-marks" />
      <div className="map-tools">
        <TestsToggle canvas={canvas} />
        <button type="button" className="btn btn-small" onClick={() => canvas.current?.fit()}>
          {t('desk.map.fit')}
        </button>
        <button type="button" className="btn btn-small" aria-label={t('desk.map.in')} onClick={() => canvas.current?.zoom(1)}>
          +
        </button>
        <button type="button" className="btn btn-small" aria-label={t('desk.map.out')} onClick={() => canvas.current?.zoom(-1)}>
          −
        </button>
      </div>
      <p className="map-note">
        {unplaced > 0 && <strong>{t('desk.map.unplaced', { n: unplaced })} · </strong>}
        {t('desk.map.sketch')}
      </p>
      {failed && (
        <div className="state map-failed" role="alert">
          <div>{t('desk.map.failed')}</div>
          <div className="dim">{failed}</div>
          <button type="button" className="btn" onClick={retry}>
            {t('ui.retry')}
          </button>
        </div>
      )}
    </div>
  )
}

/** Keeps the marks as the store has them; a moment after the list, which comes first. */
function followAlarms(layer: HTMLElement, canvas: Canvas, setUnplaced: (n: number) => void): () => void {
  const marks = new Marks(layer, canvas, (id) => desk.select(id))
  let frame = 0
  const sync = () => {
    frame = 0
    const found = places(desk.store.snapshot().sorted)
    const chosen = desk.store.get(desk.selected.get())
    marks.sync(found.marks, chosen ? placeOf(chosen) : '')
    setUnplaced(found.unplaced)
  }
  const later = () => {
    frame ||= requestAnimationFrame(sync)
  }
  const onSelect = () => {
    const chosen = desk.store.get(desk.selected.get())
    if (chosen && placeOf(chosen)) canvas.show(chosen.school.lon, chosen.school.lat)
    later()
  }
  const stops = [canvas.onMove(() => marks.place()), desk.store.subscribe(later), desk.selected.subscribe(onSelect)]
  sync()
  return () => {
    cancelAnimationFrame(frame)
    stops.forEach((stop) => stop())
    layer.replaceChildren()
  }
}
