import { useRef } from 'react'
import { t } from '../../../ui/i18n'
import { timeOfDay } from '../../../ui/time'
import './replay.css'

export interface Stretch {
  from: number
  to: number
}

const day = 86_400_000
const steps: Record<string, number> = { ArrowLeft: -60_000, ArrowRight: 60_000, PageDown: -600_000, PageUp: 600_000 }

/** A day as a bar: what was recorded, and the moment that is chosen or played. */
export function TimeBar({ from, stretches, at, choose }: { from: number; stretches: readonly Stretch[]; at: number; choose: (at: number) => void }) {
  const bar = useRef<HTMLDivElement>(null)
  const place = (ms: number) => `${(Math.min(day, Math.max(0, ms - from)) / day) * 100}%`
  const set = (ms: number) => choose(Math.min(from + day - 1000, Math.max(from, Math.round(ms / 1000) * 1000)))
  return (
    <div className="time-bar">
      <div
        ref={bar}
        className="time-bar-day"
        role="slider"
        tabIndex={0}
        aria-label={t('video.bar')}
        aria-valuemin={0}
        aria-valuemax={day / 1000}
        aria-valuenow={Math.round((at - from) / 1000)}
        aria-valuetext={timeOfDay(at)}
        onClick={(e) => {
          const box = bar.current?.getBoundingClientRect()
          if (box) set(from + ((e.clientX - box.left) / box.width) * day)
        }}
        onKeyDown={(e) => {
          const step = steps[e.key]
          if (step === undefined) return
          e.preventDefault()
          set(at + step)
        }}
      >
        {stretches.map((s) => (
          <span key={s.from} className="time-bar-has" style={{ left: place(s.from), width: `${((s.to - s.from) / day) * 100}%` }} title={`${timeOfDay(s.from)}–${timeOfDay(s.to)}`} />
        ))}
        <span className="time-bar-at" style={{ left: place(at) }} />
      </div>
      <div className="time-bar-hours num" aria-hidden>
        {[0, 3, 6, 9, 12, 15, 18, 21, 24].map((h) => (
          <span key={h}>{h}</span>
        ))}
      </div>
    </div>
  )
}
