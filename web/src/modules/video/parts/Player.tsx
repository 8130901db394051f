import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Picture, type View } from '../../../ui/picture/Picture'
import { date, timeOfDay } from '../../../ui/time'
import { TimeBar, type Stretch } from './TimeBar'

type Steering = { do: 'pause' | 'play' | 'speed' | 'seek'; speed?: 1 | 2 | 4; at?: number }

const leaps = [-60, -10, 10, 60] as const

/** A recording that is played: stand still, go on, faster, elsewhere on the same day. */
export function Player({ view, from, stretches, end }: { view: View; from: number; stretches: readonly Stretch[]; end: () => void }) {
  const [now, setNow] = useState(view)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const steer = async (body: Steering) => {
    setBusy(true)
    try {
      setNow(await must(api.POST('/api/v1/video/views/{id}/steer', { params: { path: { id: view.id } }, body })))
      setProblem('')
    } catch (e) {
      setProblem(tError(problemOf(e)))
    }
    setBusy(false)
  }
  const at = now.at || view.fromAt
  return (
    <>
      <Picture view={view} said={setNow} />
      <TimeBar from={from} stretches={stretches} at={at} choose={(ms) => void steer({ do: 'seek', at: ms })} />
      <div className="replay-row">
        <Button disabled={busy || now.state !== 'playing'} onClick={() => void steer({ do: now.paused ? 'play' : 'pause' })}>
          {now.paused ? t('video.goOn') : t('video.pause')}
        </Button>
        <Segmented
          aria-label={t('video.speed')}
          disabled={busy || now.state !== 'playing'}
          value={(now.speed || 1) as 1 | 2 | 4}
          onChange={(speed) => void steer({ do: 'speed', speed })}
          options={([1, 2, 4] as const).map((value) => ({ value, label: `${value}×` }))}
        />
        <span className="replay-now num" data-at={at}>
          {date(at)} {timeOfDay(at)}
        </span>
      </div>
      <div className="replay-row">
        {leaps.map((s) => (
          <Button key={s} size="small" disabled={busy} onClick={() => void steer({ do: 'seek', at: Math.max(from, at + s * 1000) })}>
            {t(s < 0 ? 'video.back' : 'video.on', { n: Math.abs(s) })}
          </Button>
        ))}
      </div>
      {problem && (
        <p role="alert" className="replay-problem">
          {problem}
        </p>
      )}
      <p className="dim">
        {t('video.why')}：{view.reason || t('video.atAlarm')}
      </p>
      <Button onClick={end}>{t('video.endReplay')}</Button>
    </>
  )
}
