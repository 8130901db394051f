import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { NameForm } from './NameForm'
import { PlanHead, usePlan } from './PlanHead'
import { holeWord, holesOf, postName, type Level } from './words'

type Checked = components['schemas']['AlarmChecked']

/** The posts that a school fills from its own people. */
const own = ['duty_leader', 'unit', 'principal', 'safety_officer', 'guards'] as const
type Own = (typeof own)[number]

/** The plan of one school as it would be carried out now, step by step, with its holes. */
export function SchoolPlan({ schoolId, path: known, first }: { schoolId: string; path: string | undefined; first: Level }) {
  const [level, setLevel] = useState<Level>(first)
  const [naming, setNaming] = useState<Own>()
  const school = useQuery({
    queryKey: ['schools', schoolId],
    enabled: known === undefined,
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id: schoolId } } })),
  })
  const path = known ?? school.data?.path ?? ''
  const mayPlan = useCan('alarm.plan', path)
  const mayName = useCan('auth.people.view', path) && mayPlan
  const plan = usePlan(path, level)
  const check = useQuery({
    queryKey: ['alarm-plans', 'check', path, level],
    enabled: path !== '',
    queryFn: () => must(api.GET('/api/v1/alarms/plans/check', { params: { query: { path, level } } })),
  })
  const failed = school.error ?? plan.error ?? check.error
  if (failed) return <ErrorState error={failed} retry={() => void Promise.all([plan.refetch(), check.refetch()])} />
  const now = check.data?.items[0]
  if (!plan.data || !now) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      <PlanHead plan={plan.data} level={level} setLevel={setLevel} mayEdit={mayPlan}>
        {mayName && (
          <Dropdown trigger={['click']} menu={{ items: own.map((key) => ({ key, label: postName(key) })), onClick: ({ key }) => setNaming(key as Own) }}>
            <Button>{t('alarm.plans.name')}</Button>
          </Dropdown>
        )}
      </PlanHead>
      <Steps of={now} name={mayName ? setNaming : undefined} />
      <p className="dim">{t('alarm.plans.repeat', { n: plan.data.repeatS })}</p>
      {naming && <NameForm path={path} schoolId={schoolId} post={naming} onClose={() => setNaming(undefined)} />}
    </>
  )
}

function Steps({ of, name }: { of: Checked; name: ((post: Own) => void) | undefined }) {
  return of.steps.map((s) => {
    const { holes, noEndpoint } = holesOf(of.holes.filter((h) => h.step === s.step))
    return (
      <section key={s.step} data-step={s.step}>
        <h3>{stepTitle(s.step, s.afterS)}</h3>
        <ul className="plan-calls">
          {holes.map((h) => (
            <li key={h.post + h.reason + h.name} data-hole={h.post}>
              <Tag color="error">{holeWord(h.reason)}</Tag>
              {postName(h.post)} {h.name}{' '}
              {name && own.includes(h.post as Own) && (
                <Button size="small" onClick={() => name(h.post as Own)}>
                  {t('alarm.plans.name')}
                </Button>
              )}
            </li>
          ))}
          {s.people.map((c) => (
            <li key={c.post + c.id}>
              {postName(c.post)}：{c.name} <span className="dim">{[c.unit, ...c.ways.map((w) => tMaybe(`alarm.plans.way.${w}`) ?? w)].join(' · ')}</span>
            </li>
          ))}
          {s.shared > 0 && <li>{t('alarm.plans.shared', { n: s.shared })}</li>}
          {noEndpoint && (
            <li className="dim" data-hole="shared">
              {postName('shared')}：{holeWord('no_endpoint')}
            </li>
          )}
        </ul>
      </section>
    )
  })
}

export function stepTitle(n: number, afterS: number): string {
  return t('alarm.plans.step', { n, s: afterS === 0 ? t('alarm.plans.atOnce') : t('alarm.plans.after', { n: afterS }) })
}
