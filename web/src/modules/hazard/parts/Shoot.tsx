import { CameraOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { take, type Picture } from './words'

export type Shot = Picture & { url: string }

interface Props {
  path: string
  label: string
  value?: Shot[]
  onChange?: (shots: Shot[]) => void
  most?: number
}

/** The camera of a telephone or a file of a computer; each picture is handed in at once. */
export function Shoot({ path, label, value = [], onChange, most = 6 }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  const urls = useRef<string[]>([])
  useEffect(() => () => urls.current.forEach((u) => URL.revokeObjectURL(u)), [])
  async function add(files: FileList | null) {
    setBusy(true)
    setFailed('')
    try {
      const made: Shot[] = []
      for (const file of Array.from(files ?? []).slice(0, most - value.length)) {
        const url = URL.createObjectURL(file)
        urls.current.push(url)
        made.push({ ...(await take(path, file)), url })
      }
      onChange?.([...value, ...made])
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
    }
  }
  return (
    <div className="hazard-shoot">
      <input ref={input} type="file" accept="image/*" multiple={most > 1} hidden aria-label={label} onChange={(e) => void add(e.target.files)} />
      {value.map((s) => (
        <figure key={s.fileId}>
          <img src={s.url} alt={label} />
          <Button size="small" aria-label={t('ui.remove')} icon={<DeleteOutlined />} onClick={() => onChange?.(value.filter((x) => x.fileId !== s.fileId))} />
        </figure>
      ))}
      {value.length < most && (
        <Button icon={<CameraOutlined />} loading={busy} onClick={() => input.current?.click()}>
          {busy ? t('hazard.sending') : label}
        </Button>
      )}
      {failed && <p role="alert">{failed}</p>}
    </div>
  )
}

/** Without what only the page needs. */
export const bare = (shots: Shot[] | undefined, pair?: string): Picture[] =>
  (shots ?? []).map(({ fileId, takenAt }) => ({ fileId, ...(takenAt ? { takenAt } : {}), ...(pair ? { pair } : {}) }))
