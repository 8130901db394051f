import { useRef, useState } from 'react'
import { Button, Checkbox, Input, Space } from 'antd'
import { t } from '../../../ui/i18n'
import { pointIn, type Point } from '../../../ui/lesson/model'
import { Acts } from './Acts'
import { judgedRight, keyed, replaced, spotBetween, withoutSpot, type Question, type Spot } from './edit'

interface Props {
  q: Question
  url: string | undefined
  set: (q: Question) => void
}

/** Rectangles on a picture: drawn with the mouse, or added by a button and moved with the arrow keys. */
export function SpotEditor({ q, url, set }: Props) {
  const area = useRef<HTMLDivElement>(null)
  const [from, setFrom] = useState<Point>()
  const [to, setTo] = useState<Point>()
  const spots = q.spots ?? []
  const place = (e: React.PointerEvent): Point => pointIn(area.current!.getBoundingClientRect(), e.clientX, e.clientY)
  const add = (s: Omit<Spot, 'name'>) => set({ ...q, spots: [...spots, { ...s, name: '' }], right: [...q.right, spots.length] })
  const drawn = from && to ? spotBetween(from, to) : undefined
  if (!url) return <p className="dim">{t('lesson.pictureFirst')}</p>
  return (
    <>
      <p className="dim">{t('lesson.drawHelp')}</p>
      <div
        ref={area}
        className="lesson-draw"
        onPointerDown={(e) => {
          if (e.target instanceof HTMLButtonElement) return
          e.currentTarget.setPointerCapture(e.pointerId)
          setFrom(place(e))
          setTo(undefined)
        }}
        onPointerMove={(e) => from && setTo(place(e))}
        onPointerUp={() => {
          if (drawn) add(drawn)
          setFrom(undefined)
          setTo(undefined)
        }}
      >
        <img src={url} alt={q.alt ?? ''} draggable={false} />
        {spots.map((s, i) => (
          <button
            key={i}
            type="button"
            data-right={q.right.includes(i)}
            style={box(s)}
            aria-label={t('lesson.spotKeys', { n: i + 1 })}
            onKeyDown={(e) => {
              const next = keyed(s, e.key, e.shiftKey)
              if (e.key === 'Delete') set(withoutSpot(q, i))
              if (!next) return
              e.preventDefault()
              set({ ...q, spots: replaced(spots, i, next) })
            }}
          >
            {i + 1}
          </button>
        ))}
        {drawn && <span className="lesson-drawing" style={box(drawn)} />}
      </div>
      <Button size="small" onClick={() => add({ x: 40, y: 40, w: 20, h: 20 })}>
        {t('lesson.addSpot')}
      </Button>
      {spots.map((s, i) => (
        <Space key={i} className="lesson-option-row">
          <span className="num">{i + 1}</span>
          <Checkbox aria-label={t('lesson.spotRight', { n: i + 1 })} checked={q.right.includes(i)} onChange={(e) => set(judgedRight(q, i, e.target.checked))}>
            {t('lesson.isRight')}
          </Checkbox>
          <Input aria-label={t('lesson.spotName', { n: i + 1 })} placeholder={t('lesson.spotNameHint')} value={s.name} maxLength={40} onChange={(e) => set({ ...q, spots: replaced(spots, i, { ...s, name: e.target.value }) })} />
          <Acts name={t('lesson.spot', { n: i + 1 })} first last move={() => undefined} remove={() => set(withoutSpot(q, i))} />
        </Space>
      ))}
    </>
  )
}

function box(s: Omit<Spot, 'name'>) {
  return { left: `${s.x}%`, top: `${s.y}%`, width: `${s.w}%`, height: `${s.h}%` }
}
