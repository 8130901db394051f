import { useEffect, useState } from 'react'
import { api, must } from '../../api/client'
import type { components } from '../../api/schema'
import { t } from '../i18n'
import { timeOfDay } from '../time'
import './picture.css'

export type Clip = components['schemas']['VideoClip']

/** What the cameras showed at an alarm: each part plays here, with its hash. Nothing where nothing was recorded. */
export function Clips({ alarmId, heading }: { alarmId: string; heading: 'h3' | 'h4' }) {
  const [clips, setClips] = useState<readonly Clip[]>([])
  const [playing, setPlaying] = useState('')
  useEffect(() => {
    let gone = false
    const read = () =>
      must(api.GET('/api/v1/video/clips', { params: { query: { alarm: alarmId, limit: 200 } } })).then(
        ({ items }) => gone || setClips([...items].reverse()),
        () => undefined, // whoever may not look sees no list
      )
    void read()
    const again = setInterval(() => void read(), 5000)
    return () => {
      gone = true
      clearInterval(again)
    }
  }, [alarmId])
  if (clips.length === 0) return null
  const Heading = heading
  return (
    <section className="clips">
      <Heading>{t('picture.clips')}</Heading>
      <ul>
        {clips.map((clip) => (
          <li key={clip.id} data-clip={clip.state}>
            <span className="clip-line">
              <span>
                {[clip.place, clip.camera].filter(Boolean).join(' · ')} {t('picture.part', { n: clip.part })}
              </span>
              <span className="dim">{said(clip)}</span>
              {clip.state === 'kept' && (
                <button type="button" className="clip-play" aria-expanded={playing === clip.id} onClick={() => setPlaying(playing === clip.id ? '' : clip.id)}>
                  {playing === clip.id ? t('picture.stop') : t('picture.play')}
                </button>
              )}
            </span>
            {playing === clip.id && (
              <>
                <video className="clip-video" src={`/api/v1/video/clips/${clip.id}/file`} controls autoPlay muted playsInline aria-label={clip.camera} />
                <span className="clip-hash dim">SHA-256 {clip.sha256}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function said(clip: Clip): string {
  if (clip.state === 'failed' && clip.why) return t(`picture.why.${clip.why}`)
  if (clip.state !== 'kept') return t(`picture.clip.${clip.state}`)
  const span = `${timeOfDay(clip.beganAt)}–${timeOfDay(clip.endedAt)}`
  return clip.beforeMs >= 1000 ? t('picture.before', { span, n: Math.round(clip.beforeMs / 1000) }) : span
}
