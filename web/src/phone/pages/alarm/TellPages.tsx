import { useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { Page } from '../../shell/Page'
import { recall, remember } from '../../shell/prefs'
import { back } from '../../shell/route'
import { add } from './press'
import { useSubject } from './subject'

const longest = 500

/** Words for the desk. What is typed survives leaving the page and a reload. */
export function NotePage({ id }: { id: string }) {
  const subject = useSubject(id)
  const draft = `note.${id}`
  const [note, setNote] = useState(() => recall(draft))

  function send(event: Event) {
    event.preventDefault()
    const text = note.trim()
    if (text === '') return
    add(id, subject.alarmId, 'refine', { note: text })
    remember(draft, '')
    back('alarm', id)
  }

  return (
    <Page title={t('alarm.note')} backTo={['alarm', id]}>
      <form class="form" onSubmit={send}>
        <textarea
          aria-label={t('alarm.note')}
          placeholder={t('alarm.notePlaceholder')}
          rows={5}
          maxLength={longest}
          value={note}
          onInput={(e) => {
            setNote(e.currentTarget.value)
            remember(draft, e.currentTarget.value)
          }}
        />
        <button class="button main" type="submit" disabled={note.trim() === ''}>
          {t('alarm.noteSend')}
        </button>
      </form>
    </Page>
  )
}

/** A mistaken press cannot be taken back here: the desk is told, and only the police close it. */
export function MistakePage({ id }: { id: string }) {
  const subject = useSubject(id)
  return (
    <Page title={t('alarm.mistakeTitle')} backTo={['alarm', id]}>
      <p class="notice">{t('alarm.mistakeBody')}</p>
      <button
        class="button main"
        onClick={() => {
          add(id, subject.alarmId, 'mistake')
          back('alarm', id)
        }}
      >
        {t('alarm.mistakeSend')}
      </button>
      <button class="button plain" onClick={() => back('alarm', id)}>
        {t('alarm.mistakeKeep')}
      </button>
    </Page>
  )
}
