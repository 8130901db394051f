import { useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n/core'
import { timeOfDay } from '../../../ui/time'
import { ask } from '../../ask'
import { newId } from '../../../ui/ids'
import { outbox, useOutbox } from '../../outbox'
import { Page } from '../../shell/Page'
import { useToday, type Test } from './today'
import './joint.css'

const startPath = (test: Test) => `/api/v1/joint-tests/${encodeURIComponent(test.id)}/start`

/** Today's joint tests: press, watch the police, say what was seen, sign. */
export function JointPage() {
  const { tests, again } = useToday(2000)
  return (
    <Page title={t('joint.title')} backTo={[]}>
      {tests?.length === 0 && (
        <div class="empty">
          <b>{t('joint.none')}</b>
          <p>{t('joint.noneHint')}</p>
        </div>
      )}
      {tests?.map((test) => <One key={test.id} test={test} again={again} />)}
    </Page>
  )
}

const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function One({ test, again }: { test: Test; again: () => void }) {
  return (
    <section class="joint">
      <h2>
        <span class="striped">{t('alarm.mode.test')}</span>
        {test.button}
      </h2>
      <p class="dim">
        {t(`joint.states.${test.state}`)}
        {test.unannounced && ` · ${t('joint.unannounced')}`}
        {!(test.from === 0 && test.to === 1440) && ` · ${t('joint.window', { from: clock(test.from), to: clock(test.to) })}`}
      </p>
      {test.next.includes('start') && <Start test={test} />}
      {test.t0 > 0 && (
        <ol class="steps">
          <Step word={t('joint.pressed')} at={test.t0} />
          <Step word={t('joint.accepted')} at={test.t2} />
          <Step word={t('joint.arrived')} at={test.t5} />
        </ol>
      )}
      {test.t2 > 0 && test.next.includes('record') && !test.schoolSign && <Report test={test} again={again} />}
      {test.schoolSign && <p class="done">{t('joint.signed', { name: test.schoolSign.name })}</p>}
    </section>
  )
}

function Step({ word, at }: { word: string; at: number }) {
  return (
    <li class={at > 0 ? 'on' : ''}>
      <span class="grow">{word}</span>
      <b class="num">{at > 0 ? timeOfDay(at) : t('joint.waiting')}</b>
    </li>
  )
}

/** The press goes through the outbox, in its ordinary lane: a real alarm passes it. */
function Start({ test }: { test: Test }) {
  const item = [...useOutbox()].reverse().find((i) => i.path === startPath(test))
  if (item?.state === 'refused') return <p class="notice">{t('joint.refused')}</p>
  if (item) return <p class="done quiet">{t('joint.sending')}</p>
  const start = () => {
    const id = newId()
    void outbox.add({ id, lane: 'normal', chain: id, path: startPath(test), body: {} })
  }
  return (
    <>
      <p class="dim">{t('joint.startHint')}</p>
      <button class="button joint-start" onClick={start}>
        {t('joint.start')}
      </button>
    </>
  )
}

type Said = 'yes' | 'no' | 'none'
const questions = ['located', 'video', 'talk'] as const
const answers: readonly Said[] = ['yes', 'no', 'none']

function Report({ test, again }: { test: Test; again: () => void }) {
  const [said, setSaid] = useState<Record<string, Said>>({})
  const [problem, setProblem] = useState('')
  const answer = (q: (typeof questions)[number]) => said[q] ?? (test[q] as Said | '')
  const complete = questions.every((q) => answer(q) !== '')
  const stored = questions.every((q) => test[q] !== '' && answer(q) === test[q])
  const params = { path: { id: test.id } }

  async function act(call: (signal: AbortSignal) => Promise<{ data?: unknown; response: Response }>) {
    setProblem('')
    try {
      await ask(call)
    } catch (e) {
      setProblem(tError(problemOf(e)))
    }
    again()
  }
  const save = () =>
    act((signal) =>
      api.POST('/api/v1/joint-tests/{id}/record', {
        params, signal,
        body: { version: test.version, located: answer('located') as Said, video: answer('video') as Said, talk: answer('talk') as Said, problem: test.problem, fix: test.fix },
      }),
    )
  const sign = () => act((signal) => api.POST('/api/v1/joint-tests/{id}/sign', { params, signal, body: { version: test.version, side: 'school' } }))

  return (
    <>
      <h3>{t('joint.fill')}</h3>
      {questions.map((q) => (
        <fieldset class="joint-ask" key={q}>
          <legend>{t(`joint.${q}`)}</legend>
          {answers.map((a) => (
            <button type="button" key={a} aria-pressed={answer(q) === a} class={answer(q) === a ? 'on' : ''} onClick={() => setSaid({ ...said, [q]: a })}>
              {t(`joint.check.${a}`)}
            </button>
          ))}
        </fieldset>
      ))}
      {problem && <p class="notice" role="alert">{problem}</p>}
      {stored ? (
        <button class="button main" onClick={() => void sign()}>
          {t('joint.sign')}
        </button>
      ) : (
        <button class="button main" disabled={!complete} onClick={() => void save()}>
          {t('joint.save')}
        </button>
      )}
    </>
  )
}
