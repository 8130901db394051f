import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../api/client'
import { lookAway } from '../../api/pictures'
import { problemOf } from '../../api/problem'
import type { components } from '../../api/schema'
import { t } from '../i18n'
import { play, type Way } from './play'
import './picture.css'

export type View = components['schemas']['VideoView']

/** One live picture of a look that is open. It says in words why there is none, and looks away when it goes. */
export function Picture({ view }: { view: View }) {
  const video = useRef<HTMLVideoElement>(null)
  const [way, setWay] = useState<Way | ''>('')
  const [runs, setRuns] = useState(false)
  const [now, setNow] = useState<Pick<View, 'state' | 'why'>>(view)

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
      if (time - asked < (moved > 0 && time - moved < 3000 ? 5000 : 1000)) return
      asked = time
      must(api.GET('/api/v1/video/views/{id}', { params: { path: { id: view.id } } })).then(setNow, (e: unknown) => {
        if (problemOf(e).status === 404) setNow({ state: 'ended', why: '' })
      })
    }, 250)
    const leave = () => lookAway(view.id)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(beat)
      over.abort()
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [view.id])

  const name = [view.place, view.camera].filter(Boolean).join(' · ')
  return (
    <figure className="picture" data-picture={view.cameraId} data-way={way} data-runs={runs}>
      <video ref={video} muted playsInline autoPlay aria-label={name} />
      {!runs && (
        <p className="picture-word" role="status">
          {word(now, way)}
        </p>
      )}
      <figcaption>
        <span className="picture-name">{name}</span>
        <button type="button" className="picture-full" onClick={() => void video.current?.requestFullscreen().catch(() => undefined)}>
          {t('picture.full')}
        </button>
        {runs && <span className="picture-live">{way === 'mp4' ? t('picture.liveHTTP') : t('picture.live')}</span>}
      </figcaption>
    </figure>
  )
}

/** Why nothing is to be seen, in a sentence. */
function word(now: Pick<View, 'state' | 'why'>, way: Way | ''): string {
  if (way === 'none') return t('picture.unplayable')
  if (now.why) return t(`picture.why.${now.why}`)
  if (now.state === 'playing') return way ? t('picture.frozen') : t('picture.state.waiting')
  return t(`picture.state.${now.state || 'calling'}`)
}
