import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { read } from '../../ui/photo'
import type { Line } from '../box/model'
import type { Bytes } from '../box/store'
import { useInspect } from '../use'

const longest = 60

interface Props {
  visit: string
  line: Line
  keys: string[]
  add: (b: Bytes) => Promise<void>
  drop: (key: string) => Promise<void>
}

/** A spoken note: one tap begins, one ends, a minute at most. */
export function Voice({ visit, line, keys, add, drop }: Props) {
  const inspect = useInspect()
  const [seconds, setSeconds] = useState<number>()
  const [no, setNo] = useState(false)
  const recorder = useRef<MediaRecorder | undefined>(undefined)

  useEffect(() => {
    if (seconds === undefined) return
    if (seconds >= longest) return recorder.current?.stop()
    const timer = setTimeout(() => setSeconds(seconds + 1), 1000)
    return () => clearTimeout(timer)
  }, [seconds])
  useEffect(() => () => recorder.current?.state === 'recording' ? recorder.current.stop() : undefined, [])

  async function begin(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const r = new MediaRecorder(stream)
      const parts: Blob[] = []
      r.ondataavailable = (e) => parts.push(e.data)
      r.onstop = () => {
        setSeconds(undefined)
        for (const track of stream.getTracks()) track.stop()
        void read(new Blob(parts, { type: r.mimeType }))
          .then((bytes) => inspect.file(visit, line.item.code, 'inspection.voice', bytes, 'voice'))
          .then(add)
          .catch(() => setNo(true))
      }
      recorder.current = r
      r.start()
      setSeconds(0)
      setNo(false)
    } catch {
      setNo(true)
    }
  }

  return (
    <div class="voice">
      <button type="button" class={seconds === undefined ? 'mid wide' : 'mid wide on'} onClick={() => (seconds === undefined ? void begin() : recorder.current?.stop())}>
        {seconds === undefined ? `${t('inspect.voice')}：${t('inspect.record')}` : t('inspect.recording', { s: seconds })}
      </button>
      {no && <p class="bad" role="alert">{t('inspect.voiceNo')}</p>}
      {keys.map((key, i) => (
        <p class="row" key={key}>
          <span class="grow">{t('inspect.voice')} {i + 1}</span>
          <button type="button" class="mid" onClick={() => void drop(key)}>{t('inspect.remove')}</button>
        </p>
      ))}
    </div>
  )
}
