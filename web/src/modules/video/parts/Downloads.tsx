import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, InputNumber } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { t, tError } from '../../../ui/i18n'
import { date, duration, timeOfDay } from '../../../ui/time'

export type Download = components['schemas']['VideoDownload']

/** Has a stretch of the recording fetched, and hands over what has come. */
export function Downloads({ cameraId, at, reason, alarmId, refused }: { cameraId: string; at: number; reason: string; alarmId: string; refused: (problem: string) => void }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const [minutes, setMinutes] = useState(5)
  const [busy, setBusy] = useState(false)
  const key = ['video-downloads', cameraId]
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => must(api.GET('/api/v1/video/downloads', { params: { query: { camera: cameraId, limit: 10 } } })),
    refetchInterval: (q) => (q.state.data?.items.some((k) => k.state === 'fetching') ? 1000 : false),
  })
  const begin = async () => {
    setBusy(true)
    try {
      await must(api.POST('/api/v1/video/cameras/{id}/downloads', { params: { path: { id: cameraId } }, body: { from: at, to: at + minutes * 60_000, reason, ...(alarmId ? { alarmId } : {}) } }))
      refused('')
    } catch (e) {
      refused(tError(problemOf(e)))
    }
    await cache.invalidateQueries({ queryKey: key })
    setBusy(false)
  }
  const giveUp = async (k: Download) => {
    try {
      await must(api.DELETE('/api/v1/video/downloads/{id}', { params: { path: { id: k.id } } }))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
    await cache.invalidateQueries({ queryKey: key })
  }
  return (
    <section className="downloads">
      <div className="replay-row">
        <Button loading={busy} onClick={() => void begin()}>
          {t('video.fetch', { at: timeOfDay(at) })}
        </Button>
        <InputNumber aria-label={t('video.minutes')} min={1} max={data?.most ?? 30} precision={0} value={minutes} onChange={(n) => setMinutes(n ?? 1)} suffix={t('video.minutes')} style={{ width: 120 }} />
      </div>
      {data && data.items.length > 0 && (
        <>
          <h4>{t('video.fetched')}</h4>
          <ul>
            {data.items.map((k) => (
              <li key={k.id} data-download={k.state}>
                <span className="download-line">
                  <span className="num">
                    {date(k.fromAt)} {timeOfDay(k.fromAt)}–{timeOfDay(k.toAt)}
                  </span>
                  <span className="dim">{said(k)}</span>
                  {k.state === 'kept' && (
                    <Button size="small" href={`/api/v1/video/downloads/${k.id}/file`} download>
                      {t('video.save')}
                    </Button>
                  )}
                  {k.state === 'fetching' && (
                    <Button size="small" onClick={() => void giveUp(k)}>
                      {t('video.giveUp')}
                    </Button>
                  )}
                </span>
                {k.state === 'kept' && <span className="download-hash dim">SHA-256 {k.sha256}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function said(k: Download): string {
  const whole = k.toAt - k.fromAt
  const got = t('video.got', { got: duration(k.gotMs), whole: duration(whole) })
  switch (k.state) {
    case 'fetching':
      return k.gotMs > 0 ? t('video.coming', { got }) : t('video.asked')
    case 'kept':
      return `${size(k.size)}${whole - k.gotMs > 2000 ? `，${t('video.partly', { got })}` : ''}`
    case 'failed':
      return t(`video.notFetched.${k.why || 'lost'}`)
    default:
      return t('picture.clip.expired')
  }
}

function size(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`
}
