import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { buzz } from '../../siren/buzz'
import { allow, prepare } from '../../siren/siren'

export const holdFor = 1500
const radius = 47
const round = 2 * Math.PI * radius

/** The button: 1.5 s of holding fills the ring and fires; letting go earlier cancels. */
export function HoldButton({ quiet, fire, look = '', word }: { quiet: boolean; fire: () => void; look?: '' | 'help' | 'drill'; word?: string }) {
  const [held, setHeld] = useState(false)
  const [said, setSaid] = useState('')
  const ring = useRef<SVGCircleElement>(null)
  const stop = useRef<(() => void) | undefined>(undefined)

  useEffect(() => () => stop.current?.(), [])

  function start() {
    if (stop.current) return
    const from = performance.now()
    let frame = 0
    const draw = () => {
      const part = Math.min(1, (performance.now() - from) / holdFor)
      ring.current?.setAttribute('stroke-dashoffset', String(round * (1 - part)))
      frame = requestAnimationFrame(draw)
    }
    // The timer decides, not the drawing: a busy phone may draw late.
    const timer = setTimeout(() => {
      end()
      fire()
    }, holdFor)
    const ticks = setInterval(() => !quiet && buzz(40), 500)
    stop.current = () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      clearInterval(ticks)
      stop.current = undefined
      ring.current?.setAttribute('stroke-dashoffset', String(round))
    }
    setSaid('')
    setHeld(true)
    draw()
    if (quiet) return
    buzz(40)
    prepare()
  }

  function end() {
    stop.current?.()
    setHeld(false)
  }

  function letGo() {
    allow()
    if (!stop.current) return
    end()
    setSaid(t('alarm.cancelled'))
  }

  return (
    <div class={`hold ${look}`}>
      <button
        class={`press${held ? ' held' : ''}`}
        aria-describedby={`hold-hint${look}`}
        onPointerDown={(e) => {
          if (e.button > 0) return
          try {
            // A finger that slides off the button still holds it: hands shake.
            e.currentTarget.setPointerCapture(e.pointerId)
          } catch {
            // Then sliding off cancels.
          }
          start()
        }}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        // Heard even after this button has gone from the page: on iOS it is what lets the siren out.
        onTouchEnd={allow}
        onKeyDown={(e) => {
          if ((e.key === ' ' || e.key === 'Enter') && !e.repeat) start()
        }}
        onKeyUp={letGo}
        onBlur={letGo}
        onContextMenu={(e) => e.preventDefault()}
      >
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle class="track" cx="50" cy="50" r={radius} />
          <circle class="fill" cx="50" cy="50" r={radius} ref={ring} stroke-dasharray={round} stroke-dashoffset={round} transform="rotate(-90 50 50)" />
        </svg>
        <span>{held ? t('alarm.holding') : (word ?? t('alarm.press'))}</span>
      </button>
      <p class="hint" id={`hold-hint${look}`} role="status">
        {held ? t('alarm.letGo') : said || (look === 'help' ? t('alarm.helpHint') : look === 'drill' ? t('alarm.drillHint') : t('alarm.hint'))}
      </p>
    </div>
  )
}
