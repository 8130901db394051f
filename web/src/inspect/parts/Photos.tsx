import { useEffect, useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { shrink } from '../../ui/photo'
import type { Line } from '../box/model'
import type { Bytes } from '../box/store'
import { useInspect } from '../use'

interface Props {
  visit: string
  line: Line
  keys: string[]
  label: string
  add: (b: Bytes) => Promise<void>
  drop: (key: string) => Promise<void>
}

const most = 9

/** Pictures of one item. They are made small before they are kept, and kept before they are shown. */
export function Photos({ visit, line, keys, label, add, drop }: Props) {
  const inspect = useInspect()
  const [bad, setBad] = useState(false)
  const [busy, setBusy] = useState(false)

  async function take(files: FileList | null): Promise<void> {
    setBad(false)
    setBusy(true)
    for (const file of [...(files ?? [])].slice(0, most - keys.length)) {
      try {
        await add(await inspect.file(visit, line.item.code, 'inspection.photo', await shrink(file), 'photo.jpg'))
      } catch {
        setBad(true)
      }
    }
    setBusy(false)
  }

  return (
    <div class="photos" role="group" aria-label={label}>
      <b>{label}</b>
      <div class="strip">
        {keys.map((key, i) => (
          <figure key={key}>
            <Picture id={key} file={line.server?.files?.[key]} alt={t('inspect.photoOf', { n: i + 1 })} />
            <button type="button" aria-label={`${t('inspect.remove')} ${t('inspect.photoOf', { n: i + 1 })}`} onClick={() => void drop(key)}>×</button>
          </figure>
        ))}
        {keys.length < most && (
          <label class="take">
            {busy ? t('inspect.saving') : t('inspect.takePhoto')}
            <input
              type="file" accept="image/*" capture="environment" disabled={busy}
              onChange={(e) => {
                const input = e.currentTarget
                void take(input.files).then(() => (input.value = ''))
              }}
            />
          </label>
        )}
      </div>
      {bad && <p class="bad" role="alert">{t('inspect.photoBad')}</p>}
    </div>
  )
}

/** A picture out of the phone while it is there, from the server afterwards. */
function Picture({ id, file, alt }: { id: string; file: string | undefined; alt: string }) {
  const inspect = useInspect()
  const [src, setSrc] = useState('')
  useEffect(() => {
    let url = ''
    let here = true
    void inspect.store.bytes(id).then((bytes) => {
      if (!here) return
      url = bytes ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : file ? `/api/v1/files/${file}?size=thumb` : ''
      setSrc(url)
    }, () => undefined)
    return () => {
      here = false
      if (url.startsWith('blob:')) URL.revokeObjectURL(url)
    }
  }, [id, file, inspect.store])
  return src ? <img src={src} alt={alt} /> : <span class="blank" role="img" aria-label={alt} />
}
