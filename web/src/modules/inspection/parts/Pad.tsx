import { Button } from 'antd'
import { useEffect, useRef, type PointerEvent } from 'react'
import { t } from '../../../ui/i18n'

/** A place to write one's name by hand, with a mouse, a pen or a finger. */
export function Pad({ id, onChange }: { id?: string; onChange?: (image: Blob | undefined) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawing = useRef(false)
  useEffect(() => {
    const c = canvas.current
    if (!c) return
    c.width = c.clientWidth * 2
    c.height = c.clientHeight * 2
    blank(c)
  }, [])
  function at(e: PointerEvent<HTMLCanvasElement>): [number, number] {
    const box = e.currentTarget.getBoundingClientRect()
    return [(e.clientX - box.left) * 2, (e.clientY - box.top) * 2]
  }
  function pen(): CanvasRenderingContext2D | null {
    return canvas.current?.getContext('2d') ?? null
  }
  return (
    <>
      <canvas
        ref={canvas}
        {...(id ? { id } : {})}
        className="insp-pad"
        role="img"
        aria-label={t('inspection.signature')}
        onPointerDown={(e) => {
          drawing.current = true
          e.currentTarget.setPointerCapture(e.pointerId)
          const p = pen()
          p?.beginPath()
          p?.moveTo(...at(e))
        }}
        onPointerMove={(e) => {
          if (!drawing.current) return
          const p = pen()
          p?.lineTo(...at(e))
          p?.stroke()
        }}
        onPointerUp={() => {
          drawing.current = false
          canvas.current?.toBlob((b) => onChange?.(b ?? undefined), 'image/png')
        }}
      />
      <Button
        size="small"
        onClick={() => {
          if (canvas.current) blank(canvas.current)
          onChange?.(undefined)
        }}
      >
        {t('inspection.again')}
      </Button>
    </>
  )
}

function blank(c: HTMLCanvasElement) {
  const p = c.getContext('2d')
  if (!p) return
  p.fillStyle = 'white'
  p.fillRect(0, 0, c.width, c.height)
  p.lineWidth = 5
  p.lineCap = 'round'
  p.lineJoin = 'round'
  p.strokeStyle = 'black'
}
