import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { read } from '../../ui/photo'

/** A name written by finger. Gives the picture of it, nothing while the box is empty. */
export function Pad({ change }: { change: (bytes: ArrayBuffer | undefined) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | undefined>(undefined)
  const [inked, setInked] = useState(false)

  function clean(): void {
    const c = canvas.current!
    const pen = c.getContext('2d')!
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, c.width, c.height)
    pen.lineWidth = c.width / 120
    pen.lineCap = pen.lineJoin = 'round'
    pen.strokeStyle = '#111'
    setInked(false)
    change(undefined)
  }
  // A clean sheet once; after that only the signer clears it.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(clean, [])

  const at = (e: PointerEvent): { x: number; y: number } => {
    const c = canvas.current!
    const box = c.getBoundingClientRect()
    return { x: ((e.clientX - box.left) * c.width) / box.width, y: ((e.clientY - box.top) * c.height) / box.height }
  }
  const draw = (e: PointerEvent): void => {
    if (!last.current) return
    const pen = canvas.current!.getContext('2d')!
    const to = at(e)
    pen.beginPath()
    pen.moveTo(last.current.x, last.current.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    last.current = to
    if (!inked) setInked(true)
  }
  const end = (): void => {
    if (!last.current) return
    last.current = undefined
    canvas.current!.toBlob((blob) => blob && void read(blob).then(change), 'image/png')
  }

  return (
    <div class="pad">
      <canvas
        ref={canvas} width={900} height={360} role="img" aria-label={t('inspect.sign.pad')}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
          last.current = at(e)
          draw(e)
        }}
        onPointerMove={draw} onPointerUp={end} onPointerCancel={end}
      />
      <p class="row">
        <span class="dim grow">{t('inspect.sign.pad')}</span>
        <button type="button" class="mid" disabled={!inked} onClick={clean}>{t('inspect.sign.clear')}</button>
      </p>
    </div>
  )
}
