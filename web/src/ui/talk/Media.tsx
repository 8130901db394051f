import { useRef } from 'react'
import { t } from '../i18n'
import { fileOf, secondsOf, type Data } from './line'
import './talk.css'

/** The photograph or voice note of a line, if it has one. */
export function Media({ kind, data, name }: { kind: string; data: Data; name: string }) {
  const file = fileOf(data)
  if (!file) return null
  if (kind === 'photo') return <Photo file={file} name={name} />
  if (kind === 'voice') return <audio className="talk-voice" controls preload="none" src={file} aria-label={t('ui.talk.voiceOf', { name, n: secondsOf(data) })} />
  return null
}

/** A small picture that opens large above everything. */
function Photo({ file, name }: { file: string; name: string }) {
  const large = useRef<HTMLDialogElement>(null)
  const alt = t('ui.talk.photoOf', { name })
  return (
    <>
      <button type="button" className="talk-photo" aria-label={`${t('ui.talk.photoOpen')}：${alt}`} onClick={() => large.current?.showModal()}>
        <img src={file} alt="" loading="lazy" />
      </button>
      <dialog ref={large} className="talk-large" aria-label={alt}>
        <button type="button" aria-label={t('ui.talk.photoClose')} onClick={() => large.current?.close()}>
          <img src={file} alt={alt} loading="lazy" />
        </button>
      </dialog>
    </>
  )
}
