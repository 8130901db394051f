import { Skeleton } from 'antd'
import { useState } from 'react'
import { t } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { PlanHead, usePlan } from './PlanHead'
import { stepTitle } from './SchoolPlan'
import { postName, type Level } from './words'

/** The plan of a county or city, which holds for every school there that has none of its own. */
export function AreaPlan({ path, first }: { path: string; first: Level }) {
  const [level, setLevel] = useState<Level>(first)
  const mayPlan = useCan('alarm.plan', path)
  const { data: plan, error, refetch } = usePlan(path, level)
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!plan) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      <h2 className="plan-name">{plan.name}</h2>
      <p className="dim">{t('alarm.plans.ofAreaHint')}</p>
      <PlanHead plan={plan} level={level} setLevel={setLevel} mayEdit={mayPlan} />
      {plan.steps.map((s, i) => (
        <section key={i} data-step={i + 1}>
          <h3>{stepTitle(i + 1, s.afterS)}</h3>
          <p>{s.posts.map(postName).join('、')}</p>
        </section>
      ))}
      <p className="dim">{t('alarm.plans.repeat', { n: plan.repeatS })}</p>
    </>
  )
}
