import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../api/client'
import { t } from '../i18n'

/** A camera is moved as long as a button is held; the server stops it when it hears nothing for two seconds. */
const again = 800

type Way = 'up' | 'down' | 'left' | 'right' | 'upLeft' | 'upRight' | 'downLeft' | 'downRight' | 'closer' | 'wider'
type Move = { pan: number; tilt: number; zoom: number }
const still: Move = { pan: 0, tilt: 0, zoom: 0 }

const ways = [
  ['upLeft', '↖', -1, 1], ['up', '↑', 0, 1], ['upRight', '↗', 1, 1],
  ['left', '←', -1, 0], undefined, ['right', '→', 1, 0],
  ['downLeft', '↙', -1, -1], ['down', '↓', 0, -1], ['downRight', '↘', 1, -1],
] as const
const zooms = [['closer', '＋', 1], ['wider', '－', -1]] as const
const speeds = ['slow', 'middle', 'fast'] as const

/** The buttons that turn the camera of a live look (云台): it moves while one is held and always stops when it is let go. */
export function Motor({ viewId }: { viewId: string }) {
  const held = useRef<{ timer: ReturnType<typeof setInterval> } | undefined>(undefined)
  const last = useRef(0)
  const [speed, setSpeed] = useState(2)
  const [moving, setMoving] = useState<Way | ''>('')
  const [deaf, setDeaf] = useState(false)

  // What is sent later has the higher number, also from a page that was opened anew.
  const send = (move: Move, keepalive = false) => {
    last.current = Math.max(last.current + 1, Date.now())
    must(api.PUT('/api/v1/video/views/{id}/motion', { params: { path: { id: viewId } }, body: { n: last.current, ...move, speed }, keepalive })).then(
      () => setDeaf(false),
      () => setDeaf(true),
    )
  }
  const stop = () => {
    if (!held.current) return
    clearInterval(held.current.timer)
    held.current = undefined
    setMoving('')
    send(still, true)
  }
  const start = (name: Way, move: Move) => {
    stop()
    held.current = { timer: setInterval(() => send(move), again) }
    setMoving(name)
    send(move)
  }

  // Whatever takes the hand off the button: another window, another tab, the end of the page.
  const stopping = useRef(stop)
  useEffect(() => {
    stopping.current = stop
  })
  useEffect(() => {
    const end = () => stopping.current()
    const hidden = () => document.hidden && end()
    window.addEventListener('blur', end)
    window.addEventListener('pagehide', end)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      window.removeEventListener('blur', end)
      window.removeEventListener('pagehide', end)
      document.removeEventListener('visibilitychange', hidden)
      end()
    }
  }, [])

  const button = (name: Way, sign: string, move: Move) => (
    <button
      key={name}
      type="button"
      className="motor-way"
      aria-label={t(`picture.turn.${name}`)}
      aria-pressed={moving === name}
      onPointerDown={(e) => {
        if (e.button !== 0) return
        e.currentTarget.setPointerCapture(e.pointerId)
        start(name, move)
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onLostPointerCapture={stop}
      onContextMenu={(e) => e.preventDefault()}
      onKeyDown={(e) => {
        if (e.key !== ' ' && e.key !== 'Enter') return
        e.preventDefault()
        if (!e.repeat) start(name, move)
      }}
      onKeyUp={stop}
      onBlur={stop}
    >
      {sign}
    </button>
  )
  return (
    <div className="motor" role="group" aria-label={t('picture.turn.title')}>
      <div className="motor-pad">
        {ways.map((w, i) => (w ? button(w[0], w[1], { pan: w[2], tilt: w[3], zoom: 0 }) : <span key={i} />))}
      </div>
      <div className="motor-side">
        {zooms.map(([name, sign, zoom]) => button(name, sign, { pan: 0, tilt: 0, zoom }))}
        <button type="button" className="motor-way" aria-label={t('picture.turn.speed')} title={t('picture.turn.speed')} onClick={() => setSpeed((speed % 3) + 1)}>
          {t(`picture.turn.${speeds[speed - 1] ?? 'middle'}`)}
        </button>
      </div>
      {deaf && (
        <p className="motor-word" role="status">
          {t('picture.turn.deaf')}
        </p>
      )}
    </div>
  )
}
