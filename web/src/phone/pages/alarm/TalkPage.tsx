import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { fileOf, secondsOf, talkName, talkWords } from '../../../ui/talk/line'
import { timeOfDay } from '../../../ui/time'
import type { Item } from '../../outbox'
import { Page } from '../../shell/Page'
import { recall, remember } from '../../shell/prefs'
import { ShareSwitch } from './ShareSwitch'
import { shrink } from '../../../ui/photo'
import { say, show } from './press'
import { useSubject, type Subject } from './subject'
import { isOver, type Entry } from './types'
import { VoiceButton } from './VoiceButton'

const phrases = ['seen', 'locked', 'coming', 'hurt', 'safe'] as const

/** Everything that was said about an alarm, and the ways to say more. */
export function TalkPage({ id }: { id: string }) {
  const subject = useSubject(id)
  const { card, watched } = subject
  const may = (what: string) => watched.aside?.can.includes(what) ?? subject.item !== undefined
  const lines = (watched.aside?.timeline ?? []).filter((e) => talkName(e.kind) || e.kind === 'note')
  const waiting = unsentLines(subject, lines)
  const end = useRef<HTMLLIElement>(null)
  const count = lines.length + waiting.length
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [count])

  return (
    <Page title={t('ui.talk.title')} backTo={['alarm', id]}>
      <ol class="talk" aria-live="polite">
        {count === 0 && <li class="dim">{t('alarm.talkEmpty')}</li>}
        {lines.map((line) => (
          <Line line={line} key={line.id} />
        ))}
        {waiting.map((item) => (
          <li key={item.id} class="mine">
            <small>{t('alarm.notYet')}</small>
            {item.bytes ? t(item.path.endsWith('/photos') ? 'ui.talk.event.photo' : 'ui.talk.event.voice') : String(item.body.text ?? '')}
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      {!isOver(card) && may('say') && <Write subject={subject} media={may('show')} />}
    </Page>
  )
}

/** What this phone has said and the timeline does not show yet. */
export function unsentLines({ later }: Pick<Subject, 'later'>, lines: readonly Entry[]): Item[] {
  const shown = new Set(lines.map((l) => l.data?.line))
  return later.filter((i) => i.state !== 'refused' && /\/(messages|photos|voices)$/.test(i.path) && !shown.has(i.id))
}

function Line({ line }: { line: Entry }) {
  const data = line.data ?? {}
  const file = fileOf(data)
  return (
    <li class={line.kind}>
      <small class="num">
        {timeOfDay(line.at)} {line.byName} · {talkName(line.kind) ?? t('alarm.note')}
      </small>
      {line.kind === 'note' ? String(data.text ?? '') : talkWords(line.kind, data, line.at)}
      {file && line.kind === 'photo' && (
        <a href={file} target="_blank" rel="noopener">
          <img src={file} alt={t('ui.talk.photoOf', { name: line.byName })} loading="lazy" />
        </a>
      )}
      {file && line.kind === 'voice' && <audio controls preload="none" src={file} aria-label={t('ui.talk.voiceOf', { name: line.byName, n: secondsOf(data) })} />}
    </li>
  )
}

function Write({ subject, media }: { subject: Subject; media: boolean }) {
  const draft = `talk.${subject.chain}`
  const [text, setText] = useState(() => recall(draft))
  const [trouble, setTrouble] = useState('')
  const write = (words: string) => {
    setText(words)
    remember(draft, words)
  }

  function send(event: Event) {
    event.preventDefault()
    const words = text.trim()
    if (words === '') return
    say(subject, words)
    write('')
  }

  async function picture(input: HTMLInputElement) {
    const file = input.files?.[0]
    input.value = ''
    if (!file) return
    setTrouble('')
    try {
      show(subject, 'photos', await shrink(file))
    } catch {
      setTrouble(t('alarm.noPicture'))
    }
  }

  return (
    <div class="write">
      <div class="chips phrases">
        {phrases.map((p) => (
          <button key={p} onClick={() => say(subject, t(`alarm.phrase.${p}`))}>
            {t(`alarm.phrase.${p}`)}
          </button>
        ))}
      </div>
      <form class="say" onSubmit={send}>
        <input aria-label={t('alarm.sayHint')} placeholder={t('alarm.sayHint')} maxLength={500} autocomplete="off" value={text} onInput={(e) => write(e.currentTarget.value)} />
        <button class="button main" type="submit" disabled={text.trim() === ''}>
          {t('ui.talk.send')}
        </button>
      </form>
      {media && (
        <div class="pair">
          <label class="button plain camera">
            {t('alarm.takePhoto')}
            <input class="visually-hidden" type="file" accept="image/*" capture="environment" onChange={(e) => void picture(e.currentTarget)} />
          </label>
          <VoiceButton take={(voice) => show(subject, 'voices', voice.bytes, { seconds: voice.seconds })} />
        </div>
      )}
      {trouble && (
        <p class="notice" role="alert">
          {trouble}
        </p>
      )}
      {media && subject.alarmId && <ShareSwitch alarmId={subject.alarmId} />}
    </div>
  )
}
