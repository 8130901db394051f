import { useEffect, useState, useSyncExternalStore } from 'react'
import { api, must } from '../../api/client'
import { ApiProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { t, tError } from '../../ui/i18n'
import { Icon } from './Icon'
import { Since } from './Since'
import { answer, current, hangUp, onTalk } from './talk'

type Call = components['schemas']['HelpcallCall']

/** The help-point that calls beside its alarm. Asked for every second while one rings or speaks, else every five. */
export default function HelpCall({ alarmId }: { alarmId: string }) {
  const [calls, setCalls] = useState<readonly Call[]>([])
  const [round, setRound] = useState(0)
  const open = calls.some((c) => c.state !== 'over')
  useEffect(() => {
    let gone = false
    const ask = () =>
      must(api.GET('/api/v1/alarms/{id}/help-calls', { params: { path: { id: alarmId } } })).then(
        (got) => gone || setCalls(got.items),
        () => undefined, // the line's banner says so
      )
    void ask()
    const timer = setInterval(() => void ask(), open ? 1000 : 5000)
    // A call is written down a moment after the alarm that it raises.
    const soon = setTimeout(() => void ask(), 700)
    return () => {
      gone = true
      clearInterval(timer)
      clearTimeout(soon)
    }
  }, [alarmId, open, round])
  const call = calls[0]
  return call ? <Line key={call.id} call={call} reload={() => setRound((n) => n + 1)} /> : null
}

function Line({ call, reload }: { call: Call; reload: () => void }) {
  const talk = useSyncExternalStore(onTalk, current)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const here = talk?.callId === call.id
  const over = call.state === 'over'
  useEffect(() => {
    if (here && over) talk?.end()
  }, [here, over, talk])
  const act = async (what: () => Promise<void>) => {
    setBusy(true)
    setProblem('')
    try {
      await what()
    } catch (e) {
      setProblem(e instanceof ApiProblem ? tError(e) : t('desk.call.failed'))
    }
    setBusy(false)
    reload()
  }
  return (
    <section className={`call is-${call.state}`} data-call={call.state} data-talks={here} aria-label={t('desk.call.title')}>
      <Icon name="phone" />
      <div className="call-words" role="status">
        <strong>
          {t(`desk.call.${call.state}`)} · {call.device}
        </strong>
        <span className="dim">
          {call.state === 'ringing' && t('desk.call.hint')}
          {call.state === 'answered' && (here ? t(talk?.mute ? 'desk.call.listenOnly' : 'desk.call.speak') : t('desk.call.by', { name: [call.unit, call.person].filter(Boolean).join(' ') }))}
          {over && (call.person ? t('desk.call.by', { name: [call.unit, call.person].filter(Boolean).join(' ') }) : t('desk.call.nobody'))}
        </span>
        {problem && <span role="alert">{problem}</span>}
      </div>
      {call.state === 'answered' && <Since at={call.answeredAt} until={0} />}
      {over && call.answeredAt > 0 && <Since at={call.answeredAt} until={call.endedAt} />}
      {call.state === 'ringing' && (
        <button type="button" className="btn btn-primary" disabled={busy} onClick={() => void act(() => answer(call.id))}>
          {t('desk.call.answer')}
        </button>
      )}
      {!over && (call.state === 'ringing' || call.mine) && (
        <button type="button" className="btn" disabled={busy} onClick={() => void act(() => hangUp(call.id))}>
          {t('desk.call.hangUp')}
        </button>
      )}
    </section>
  )
}
