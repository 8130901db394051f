import { useRef, useState, type FormEvent } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../../ui/i18n'
import { newId } from '../../ui/ids'
import { desk } from '../desk'
import type { AlarmCard, Detail } from '../model/card'
import { say } from '../wire'
import './talk.css'

/** A message to everybody who has a part in the alarm. Key W leads here. */
export function TalkBox({ card, detail }: { card: AlarmCard; detail: Detail | undefined }) {
  const [text, setText] = useState('')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  // A second try of the same words is the same line.
  const line = useRef({ text: '', id: '' })
  if (!detail?.can.includes('say') || card.state === 'resolved' || card.state === 'reset') return null

  async function send(event: FormEvent) {
    event.preventDefault()
    const words = text.trim()
    if (words === '' || busy) return
    if (line.current.text !== words) line.current = { text: words, id: newId() }
    setBusy(true)
    setFailed('')
    try {
      desk.store.apply([await say(card.id, line.current.id, words)])
      setText('')
      line.current = { text: '', id: '' }
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="talk-box" onSubmit={(e) => void send(e)}>
      <input className="field" data-key="talk" aria-label={t('ui.talk.write')} placeholder={`${t('ui.talk.write')} (W)`} maxLength={500} autoComplete="off" value={text} onChange={(e) => setText(e.target.value)} />
      <button type="submit" className="btn btn-primary" aria-disabled={busy || text.trim() === ''}>
        {t('ui.talk.send')}
      </button>
      {failed && (
        <p className="said said-failed" role="alert">
          {failed}
        </p>
      )}
    </form>
  )
}
