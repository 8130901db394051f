import { useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { duration } from '../../../ui/time'
import { Page } from '../../shell/Page'
import { back, href } from '../../shell/route'
import { add } from './press'
import { lastOf, useSubject, type Subject } from './subject'
import type { Action } from './types'

const codes = ['gate', 'broadcast', 'shelter', 'aid', 'count', 'preserve'] as const
type Code = (typeof codes)[number]

/** A line of the card as this phone knows it: what the server says, and what was ticked here and is on its way. */
export function ticked(subject: Pick<Subject, 'later' | 'watched'>, code: Code): { done: boolean; how: string; action: Action | undefined; waits: boolean } {
  const action = subject.watched.aside?.actions.find((a) => a.code === code)
  const mine = [...subject.later].reverse().find((i) => i.path.endsWith(`/actions/${code}`))
  if (mine?.state === 'queued') return { done: mine.body.done === true, how: String(mine.body.how ?? ''), action, waits: true }
  return { done: (action?.doneAt ?? 0) > 0, how: action?.how ?? '', action, waits: false }
}

/** The school's action card: one touch ticks, another opens the way back. */
export function ActionCard({ subject }: { subject: Subject }) {
  const t0 = subject.card?.t0 ?? 0
  return (
    <ul class="card" aria-label={t('alarm.card')}>
      <li class="head">{t('alarm.card')}</li>
      {codes.map((code) => {
        const { done, how, action, waits } = ticked(subject, code)
        const name = how === 'evacuate' || how === 'hide' ? t(`ui.talk.how.${how}`) : t(`ui.talk.action.${code}`)
        const when = waits ? t('alarm.notYet') : action?.doneAt ? `${t('ui.talk.after', { time: duration(action.doneAt - t0) })} ${action.byName}` : ''
        const tick = (chosen = '') => add(subject.chain, subject.alarmId, `actions/${code}`, { done: true, ...(chosen && { how: chosen }) })
        return (
          <li key={code} class={done ? 'on' : ''}>
            {done ? (
              <a class="row" href={href('alarm', subject.chain, 'untick', code)}>
                <Box on />
                <span class="grow">
                  <b>{name}</b>
                  <small class="num">{when}</small>
                </span>
              </a>
            ) : code === 'shelter' ? (
              <div class="row">
                <Box />
                <span class="two">
                  <button class="button plain" onClick={() => tick('evacuate')}>
                    {t('ui.talk.how.evacuate')}
                  </button>
                  <button class="button plain" onClick={() => tick('hide')}>
                    {t('ui.talk.how.hide')}
                  </button>
                </span>
              </div>
            ) : (
              <button class="row" role="checkbox" aria-checked="false" onClick={() => tick()}>
                <Box />
                <b class="grow">{name}</b>
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Box({ on = false }: { on?: boolean }) {
  return (
    <i class={`box${on ? ' on' : ''}`} aria-hidden="true">
      {on ? '✓' : ''}
    </i>
  )
}

/** A tick is taken back with a reason, which stays on the timeline. */
export function UntickPage({ id, code }: { id: string; code: string }) {
  const subject = useSubject(id)
  const [reason, setReason] = useState('')
  const known = codes.find((c) => c === code)
  const sent = lastOf(subject, `actions/${code}`)
  if (!known) return null
  return (
    <Page title={t('alarm.untickTitle', { name: t(`ui.talk.action.${known}`) })} backTo={['alarm', id]}>
      <form
        class="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (reason.trim() === '') return
          add(id, subject.alarmId, `actions/${code}`, { done: false, reason: reason.trim() })
          back('alarm', id)
        }}
      >
        <textarea aria-label={t('alarm.untickReason')} placeholder={t('alarm.untickReason')} rows={3} maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
        <button class="button main" type="submit" disabled={reason.trim() === '' || sent?.state === 'queued'}>
          {t('alarm.untickSend')}
        </button>
      </form>
    </Page>
  )
}
