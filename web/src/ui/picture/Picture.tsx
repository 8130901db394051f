import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../api/client'
import { lookAway } from '../../api/pictures'
import { problemOf } from '../../api/problem'
import type { components } from '../../api/schema'
import { t } from '../i18n'
import { useCan } from '../session'
import { timeOfDay } from '../time'
import { Motor } from './Motor'
import { play, type Way } from './play'
import './picture.css'

export type View = components['schemas']['VideoView']

type Now = Pick<View, 'state' | 'why'> & Partial<View>

/**
 * One picture of a look that is open: live, or a recording that somebody else steers. It says in words why there
 * is none, tells how it stands, and looks away when it goes.
 */
export function Picture({ view, said }: { view: View; said?: (now: View) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [way, setWay] = useState<Way | ''>('')
  const [runs, setRuns] = useState(false)
  const [now, setNow] = useState<Now>(view)
  const [turns, setTurns] = useState(false)
  const mayTurn = useCan('video.turn') && view.kind === 'live'
  const tell = useRef(said)
  useEffect(() => {
    tell.current = said
  })

  useEffect(() => {
    const element = video.current
    if (!element) return
    const over = new AbortController()
    void play(element, view.id, over.signal, setWay).finally(() => {
      if (!over.signal.aborted) setNow({ state: 'ended', why: '' })
    })
    let at = 0
    let moved = 0
    let asked = 0
    const beat = setInterval(() => {
      const time = performance.now()
      if (element.currentTime !== at) {
        at = element.currentTime
        moved = time
      }
      setRuns(moved > 0 && time - moved < 3000)
      if (time - asked < (view.kind === 'live' && moved > 0 && time - moved < 3000 ? 5000 : 1000)) return
      asked = time
      must(api.GET('/api/v1/video/views/{id}', { params: { path: { id: view.id } } })).then(
        (got) => {
          setNow(got)
          tell.current?.(got)
        },
        (e: unknown) => {
          if (problemOf(e).status === 404) setNow({ state: 'ended', why: '' })
        },
      )
    }, 250)
    const leave = () => lookAway(view.id)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(beat)
      over.abort()
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [view.id, view.kind])

  const name = [view.place, view.camera].filter(Boolean).join(' · ')
  return (
    <figure className="picture" data-picture={view.cameraId} data-way={way} data-runs={runs}>
      <video ref={video} muted playsInline autoPlay aria-label={name} />
      {!runs && !(now.paused && now.state === 'playing') && (
        <p className="picture-word" role="status">
          {word(now, way)}
        </p>
      )}
      {mayTurn && turns && <Motor viewId={view.id} />}
      <figcaption>
        <span className="picture-name">{name}</span>
        {mayTurn && (
          <button type="button" className="picture-turn" aria-expanded={turns} onClick={() => setTurns(!turns)}>
            {t('picture.turn.title')}
          </button>
        )}
        <button type="button" className="picture-full" onClick={() => void video.current?.requestFullscreen().catch(() => undefined)}>
          {t('picture.full')}
        </button>
        {view.kind === 'replay' ? (
          <span className="picture-past num">{t('picture.past', { at: timeOfDay(now.at ?? 0) })}</span>
        ) : (
          runs && <span className="picture-live">{way === 'mp4' ? t('picture.liveHTTP') : t('picture.live')}</span>
        )}
      </figcaption>
    </figure>
  )
}

/** Why nothing is to be seen, in a sentence. */
function word(now: Now, way: Way | ''): string {
  if (way === 'none') return t('picture.unplayable')
  if (now.kind === 'replay') return replayWord(now, way)
  if (now.why) return t(`picture.why.${now.why}`)
  if (now.state === 'playing') return way ? t('picture.frozen') : t('picture.state.waiting')
  return t(`picture.state.${now.state || 'calling'}`)
}

function replayWord(now: Now, way: Way | ''): string {
  if (now.why === 'h265' || now.why === 'none' || now.why === 'refused' || now.why === 'silent' || now.why === 'absent') return t(`picture.replay.${now.why}`)
  if (now.why) return t(`picture.why.${now.why}`)
  if (now.state === 'playing') return way ? t('picture.replay.soon') : t('picture.state.waiting')
  return t(`picture.replay.${now.state === 'ended' ? 'ended' : 'calling'}`)
}
