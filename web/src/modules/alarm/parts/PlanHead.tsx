import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented, Space } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { PlanForm } from './PlanForm'
import type { Level } from './words'

type Plan = components['schemas']['AlarmPlanView']

/** The plan that holds at a place. */
export function usePlan(path: string, level: Level) {
  return useQuery({
    queryKey: ['alarm-plans', 'plan', path, level],
    enabled: path !== '',
    queryFn: () => must(api.GET('/api/v1/alarms/plans', { params: { query: { path, level } } })),
  })
}

interface Props {
  plan: Plan
  level: Level
  setLevel: (level: Level) => void
  mayEdit: boolean
  /** Further buttons. */
  children?: ReactNode
}

/** Which plan it is and where it comes from, with what can be done about it. */
export function PlanHead({ plan, level, setLevel, mayEdit, children }: Props) {
  const [editing, setEditing] = useState(false)
  const cache = useQueryClient()
  const { message } = App.useApp()
  const renew = () => void cache.invalidateQueries({ queryKey: ['alarm-plans'] })

  async function follow() {
    try {
      await must(api.DELETE('/api/v1/alarms/plans', { params: { query: { path: plan.path, level, version: plan.version } } }))
      void message.success(t('alarm.plans.saved'))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
    renew()
  }

  const from = plan.standard ? t('alarm.plans.standard') : plan.own ? t('alarm.plans.own') : t('alarm.plans.inherited', { name: plan.fromName })
  return (
    <>
      <Space wrap>
        <Segmented<Level> value={level} onChange={setLevel} options={(['emergency', 'help'] as const).map((value) => ({ value, label: t(`alarm.plans.level.${value}`) }))} />
        {mayEdit && <Button onClick={() => setEditing(true)}>{t('alarm.plans.edit')}</Button>}
        {mayEdit && plan.own && <Button onClick={() => void follow()}>{t('alarm.plans.follow')}</Button>}
        {children}
      </Space>
      <p className="dim" data-from={plan.own ? 'own' : plan.standard ? 'standard' : 'above'}>
        {t('alarm.plans.from')}：{from}
      </p>
      <PlanForm
        open={editing}
        plan={plan}
        onClose={() => setEditing(false)}
        onSaved={() => {
          setEditing(false)
          renew()
        }}
      />
    </>
  )
}
