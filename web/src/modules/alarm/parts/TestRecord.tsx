import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList, type Fact } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime, timeOfDay } from '../../../ui/time'
import { checkWord, faultWords, testHue, windowText, type TestCard } from './joint'
import { CancelTest, MoveTest, RecordForm } from './TestForms'
import { span } from './words'

export type Record = components['schemas']['AlarmTestGetAnswer']

export function useRecord(id: string) {
  return useQuery({
    queryKey: ['joint-test', id],
    queryFn: () => must(api.GET('/api/v1/joint-tests/{id}', { params: { path: { id } } })),
    refetchInterval: 3000,
  })
}

/** One joint test: what was measured, what people saw, who signed, how it was judged. */
export function TestRecord({ id }: { id: string }) {
  const cache = useQueryClient()
  const mayPlan = useCan('alarm.test_plan')
  const { data, error, refetch } = useRecord(id)
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const test = data.test
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['joint-test'] })
    void cache.invalidateQueries({ queryKey: ['joint-tests'] })
  }
  const may = (verb: string) => test.next.includes(verb)
  const over = test.state === 'failed' || test.state === 'missed'
  return (
    <>
      <p>
        <StatusTag hue={testHue[test.state]}>{t(`alarm.joint.states.${test.state}`)}</StatusTag>{' '}
        {test.unannounced && <StatusTag hue="orange">{t('alarm.joint.unannounced')}</StatusTag>}
      </p>
      {test.cancelReason && (
        <p className="dim">{t('alarm.joint.cancelledFor', { reason: test.cancelReason === 'button_retired' ? t('alarm.joint.buttonRetired') : test.cancelReason })}</p>
      )}
      <FactList facts={placeFacts(test)} />
      {test.t0 > 0 && (
        <>
          <h3>{t('alarm.joint.measured')}</h3>
          <FactList facts={timeFacts(data)} />
          <h3>{t('alarm.joint.record')}</h3>
          <FactList facts={seenFacts(test)} />
          <Verdict record={data} />
        </>
      )}
      <div className="acts drawer-part">
        {may('record') && <RecordForm test={test} changed={changed} />}
        {may('sign-school') && test.located !== '' && <Sign test={test} side="school" changed={changed} />}
        {may('sign-police') && test.located !== '' && <Sign test={test} side="police" changed={changed} />}
        {may('move') && <MoveTest test={test} changed={changed} />}
        {may('cancel') && <CancelTest test={test} changed={changed} />}
        {over && mayPlan && <MoveTest test={test} changed={changed} again />}
        {test.t0 > 0 && <Button href={`/joint-tests/${test.id}/print`}>{t('alarm.joint.print')}</Button>}
        {test.alarmNo !== '' && <Button href={`/alarms?open=${test.alarmId}`}>{t('alarm.joint.openAlarm')}</Button>}
      </div>
    </>
  )
}

export function placeFacts(test: TestCard): Fact[] {
  return [
    { label: t('alarm.joint.school'), value: [test.countyName, test.schoolName].filter(Boolean).join(' '), wide: true },
    { label: t('alarm.joint.button'), value: test.button },
    { label: t('alarm.joint.station'), value: test.station || t('alarm.joint.noStation') },
    { label: t('alarm.joint.day'), value: test.day },
    { label: t('alarm.joint.window'), value: windowText(test) },
  ]
}

/** A time, how long it took, and the limit it is held against. */
export function timeFacts({ test, acceptS, arriveS, arriveNeeded }: Record): Fact[] {
  const within = (to: number, limit: number) => (to > 0 ? t('alarm.joint.limit', { text: span(test.t0, to), limit }) : '')
  return [
    { label: t('alarm.joint.pressedAt'), value: <span className="num">{timeOfDay(test.t0)}</span> },
    { label: t('alarm.joint.arrivedServer'), value: <span className="num">{timeOfDay(test.t1)}</span> },
    { label: t('alarm.joint.acceptedAt'), value: <span className="num">{timeOfDay(test.t2)}</span> },
    { label: t('alarm.joint.acceptedIn'), value: <span className="num">{within(test.t2, acceptS)}</span> },
    { label: t('alarm.joint.arrivedAt'), value: <span className="num">{timeOfDay(test.t5)}</span> },
    { label: t('alarm.joint.arrivedIn'), value: arriveNeeded ? <span className="num">{within(test.t5, arriveS)}</span> : t('alarm.joint.notNeeded') },
  ]
}

export function seenFacts(test: TestCard): Fact[] {
  return [
    { label: t('alarm.joint.located'), value: checkWord(test.located) },
    { label: t('alarm.joint.video'), value: checkWord(test.video) },
    { label: t('alarm.joint.talk'), value: checkWord(test.talk) },
    { label: t('alarm.joint.problem'), value: test.problem, wide: true },
    { label: t('alarm.joint.fix'), value: test.fix, wide: true },
    { label: t('alarm.joint.signSchool'), value: signed(test.schoolSign) },
    { label: t('alarm.joint.signPolice'), value: signed(test.policeSign) },
  ]
}

export const signed = (s: TestCard['schoolSign']) => (s ? t('alarm.joint.signedBy', { name: s.name, time: dateTime(s.at) }) : t('alarm.joint.unsigned'))

export function Verdict({ record: { test, faults, rules } }: { record: Record }) {
  const judged = test.state !== 'running'
  const bad = judged ? test.faults : faults
  const used = judged && test.norms.length > 0 ? test.norms : rules
  const word = bad.length > 0 ? `${t('alarm.joint.states.failed')}：${faultWords(bad)}` : t('alarm.joint.states.passed')
  return (
    <>
      <p className="joint-verdict">
        <span className="dim">{judged ? t('alarm.joint.result') : t('alarm.joint.would')}</span> <StatusTag hue={bad.length > 0 ? 'red' : 'green'}>{word}</StatusTag>
      </p>
      <p className="dim">
        {t('alarm.joint.basis')}：
        {used
          .map((r) => t('alarm.joint.basisLine', { name: ruleName(r.key), value: ruleValue(r), basis: r.basis || '—' }))
          .join('；')}
      </p>
    </>
  )
}

const ruleWords = {
  'alarm.test.accept_s': 'accept', 'alarm.sla.police_s': 'police', 'alarm.test.arrival': 'arrival',
} as const

function ruleName(key: string): string {
  const word = ruleWords[key as keyof typeof ruleWords]
  return word ? t(`alarm.joint.ruleNames.${word}`) : key
}

function ruleValue(r: { key: string; value: number }): string {
  if (r.key === 'alarm.test.arrival') return r.value === 0 ? t('alarm.joint.check.no') : t('alarm.joint.check.yes')
  return t('alarm.joint.seconds', { n: r.value })
}

function Sign({ test, side, changed }: { test: TestCard; side: 'school' | 'police'; changed: () => void }) {
  return (
    <ConfirmAct
      type="primary"
      danger={false}
      act={side === 'school' ? t('alarm.joint.signSchool') : t('alarm.joint.signPolice')}
      name={`${test.schoolName} ${test.button}`}
      consequence={t('alarm.joint.signConfirm')}
      onConfirm={async () => {
        await must(api.POST('/api/v1/joint-tests/{id}/sign', { params: { path: { id: test.id } }, body: { version: test.version, side } }))
        changed()
      }}
    />
  )
}
