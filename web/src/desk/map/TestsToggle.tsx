import { useEffect, useRef, useState, type RefObject } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import type { Canvas } from './canvas'
import { bandColour, countBands, getProven, provenLayer, type Proven } from './proven'

const every = 60_000

/** Shows on the map when each school's buttons were last proven by a joint test. */
export function TestsToggle({ canvas }: { canvas: RefObject<Canvas | undefined> }) {
  const [on, setOn] = useState(false)
  const [said, setSaid] = useState<Proven>()
  const [failed, setFailed] = useState('')
  const remove = useRef<() => void>(undefined)

  useEffect(() => {
    if (!on) return
    let here = true
    const read = () =>
      getProven().then(
        (got) => {
          if (!here) return
          remove.current?.()
          remove.current = canvas.current?.overlay(provenLayer(got))
          setFailed('')
          setSaid(got)
        },
        (e: unknown) => here && setFailed(tError(problemOf(e))),
      )
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      here = false
      clearInterval(timer)
      remove.current?.()
      remove.current = undefined
      setSaid(undefined)
    }
  }, [on, canvas])

  return (
    <>
      <button type="button" className="btn btn-small" aria-pressed={on} onClick={() => setOn(!on)}>
        {t('desk.map.tests')}
      </button>
      {on && (said || failed) && (
        <aside className="map-tests" aria-label={t('desk.map.testsLegend')}>
          <b>{t('desk.map.testsLegend')}</b>
          {failed && <span role="alert">{failed}</span>}
          {said && <Legend said={said} />}
        </aside>
      )}
    </>
  )
}

function Legend({ said }: { said: Proven }) {
  const n = countBands(said)
  const line = (band: 'fresh' | 'stale' | 'old', words: string) => (
    <li>
      <i style={{ background: bandColour[band] }} aria-hidden="true" />
      {words} <span className="num">{t('desk.map.testsSchools', { n: n[band] })}</span>
    </li>
  )
  return (
    <ul>
      {line('fresh', t('desk.map.testsFresh', { n: said.fresh }))}
      {line('stale', t('desk.map.testsStale', { n: said.stale }))}
      {line('old', t('desk.map.testsOld', { n: said.stale }))}
      <li className="dim">{t('desk.map.testsToday', { n: n.today })}</li>
    </ul>
  )
}
