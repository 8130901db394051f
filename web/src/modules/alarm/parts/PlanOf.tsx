import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented, Skeleton, Space, Tag } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { problemOf } from '../../../api/problem'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { NameForm } from './NameForm'
import { PlanForm } from './PlanForm'

type Level = 'emergency' | 'help'
type Checked = components['schemas']['AlarmChecked']

/** The plan of one school as it would be carried out now, step by step, with its holes. */
export function PlanOf({ schoolId, path: known, close }: { schoolId: string; path: string | undefined; close: () => void }) {
  const [level, setLevel] = useState<Level>('emergency')
  const [editing, setEditing] = useState<'' | 'plan' | 'names'>('')
  const cache = useQueryClient()
  const { message } = App.useApp()
  const school = useQuery({
    queryKey: ['schools', schoolId],
    enabled: known === undefined,
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id: schoolId } } })),
  })
  const path = known ?? school.data?.path ?? ''
  const mayEdit = useCan('alarm.plan', path)
  const query = { path, level }
  const plan = useQuery({ queryKey: ['alarm-plans', 'plan', path, level], enabled: path !== '', queryFn: () => must(api.GET('/api/v1/alarms/plans', { params: { query } })) })
  const check = useQuery({ queryKey: ['alarm-plans', 'check', path, level], enabled: path !== '', queryFn: () => must(api.GET('/api/v1/alarms/plans/check', { params: { query } })) })
  const failed = school.error ?? plan.error ?? check.error
  if (failed) return <ErrorState error={failed} retry={() => void Promise.all([plan.refetch(), check.refetch()])} />
  const now = check.data?.items[0]
  if (!plan.data || !now) return <Skeleton active paragraph={{ rows: 8 }} />
  const p = plan.data
  const renew = () => cache.invalidateQueries({ queryKey: ['alarm-plans'] })
  const saved = () => {
    setEditing('')
    void message.success(t('alarm.plans.saved'))
    void renew()
  }

  async function follow() {
    try {
      await must(api.DELETE('/api/v1/alarms/plans', { params: { query: { ...query, version: p.version } } }))
      saved()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }

  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <Segmented<Level> value={level} onChange={setLevel} options={(['emergency', 'help'] as const).map((value) => ({ value, label: t(`alarm.plans.level.${value}`) }))} />
        {mayEdit && <Button onClick={() => setEditing('plan')}>{t('alarm.plans.edit')}</Button>}
        {mayEdit && <Button onClick={() => setEditing('names')}>{t('alarm.plans.name')}</Button>}
        {mayEdit && p.own && <Button onClick={() => void follow()}>{t('alarm.plans.follow')}</Button>}
      </Space>
      <p className="dim">
        {t('alarm.plans.from')}：{p.standard ? t('alarm.plans.standard') : p.own ? t('alarm.plans.own') : t('alarm.plans.inherited', { name: p.fromName })}
      </p>
      <Steps of={now} />
      <p className="dim">{t('alarm.plans.repeat', { n: p.repeatS })}</p>
      <PlanForm open={editing === 'plan'} plan={p} onSaved={saved} onClose={() => setEditing('')} />
      <NameForm open={editing === 'names'} path={path} schoolId={schoolId} onSaved={saved} onClose={() => setEditing('')} />
      <Button onClick={close}>{t('ui.close')}</Button>
    </>
  )
}

export function postName(post: string): string {
  return tMaybe(`alarm.plans.post.${post}`) ?? post
}

function Steps({ of }: { of: Checked }) {
  return (
    <>
      {of.steps.map((s) => (
        <section key={s.step} data-step={s.step}>
          <h3>{t('alarm.plans.step', { n: s.step, s: s.afterS === 0 ? t('alarm.plans.atOnce') : t('alarm.plans.after', { n: s.afterS }) })}</h3>
          <ul>
            {s.people.map((c) => (
              <li key={c.post + c.id}>
                {postName(c.post)}：{c.name} <span className="dim">{c.unit} · {c.ways.map((w) => tMaybe(`alarm.plans.way.${w}`) ?? w).join('、')}</span>
              </li>
            ))}
            {s.shared > 0 && <li>{t('alarm.plans.shared', { n: s.shared })}</li>}
            {of.holes
              .filter((h) => h.step === s.step && h.reason !== 'page_only')
              .map((h) => (
                <li key={h.post + h.reason + h.name} data-hole={h.post}>
                  <Tag color="error">{tMaybe(`alarm.plans.reason.${h.reason}`) ?? h.reason}</Tag>
                  {postName(h.post)} {h.name}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}
