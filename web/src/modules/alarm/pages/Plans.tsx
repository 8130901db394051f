import { Tag } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useSession } from '../../../ui/session'
import { PlanOf } from '../parts/PlanOf'

export type Checked = components['schemas']['AlarmChecked']

/** What nobody would answer is a hole; who has only a page open is a warning. */
export function holesOf(c: Checked): { holes: number; pageOnly: number } {
  const pageOnly = new Set(c.holes.filter((h) => h.reason === 'page_only').map((h) => h.name)).size
  return { holes: new Set(c.holes.filter((h) => h.reason !== 'page_only').map((h) => `${h.post} ${h.reason} ${h.name}`)).size, pageOnly }
}

export default function Plans() {
  const mine = useSession().me.permissions['alarm.view']?.[0] ?? '/'
  return (
    <>
      <PageHeader title={t('alarm.plans.title')} hint={t('alarm.plans.hint')} />
      <Ledger<Checked>
        id="alarm-plans"
        load={({ open: _row, path, level, after, limit }) =>
          must(api.GET('/api/v1/alarms/plans/check', { params: { query: { path: path || mine, level, after, limit } } }))
        }
        rowKey={(c) => c.schoolId}
        limit={50}
        filters={[
          { key: 'path', kind: 'own', label: t('alarm.plans.area'), render: (value, set) => <AreaTree by="path" value={value} onChange={set} /> },
          { key: 'level', kind: 'select', label: t('alarm.plans.levelLabel'), options: levels() },
        ]}
        columns={[
          { key: 'school', title: t('alarm.plans.school'), render: (c) => c.school },
          { key: 'calls', title: t('alarm.plans.calls'), width: 130, align: 'right', render: (c) => <span className="num">{t('alarm.plans.people', { n: c.steps[0]?.people.length ?? 0 })}</span> },
          { key: 'holes', title: t('alarm.plans.holes'), width: 280, render: (c) => <Holes of={c} /> },
        ]}
        drawerTitle={(c) => c?.school}
        drawer={(id, row, close) => <PlanOf schoolId={id} path={row?.path} close={close} />}
        empty={{ title: t('alarm.plans.empty'), hint: t('alarm.plans.emptyHint') }}
      />
    </>
  )
}

function Holes({ of }: { of: Checked }) {
  const { holes, pageOnly } = holesOf(of)
  return (
    <>
      {holes > 0 ? <Tag color="error">{t('alarm.plans.holeCount', { n: holes })}</Tag> : <span>{t('alarm.plans.noHoles')} </span>}
      {pageOnly > 0 && <span className="dim">{t('alarm.plans.pageOnlyCount', { n: pageOnly })}</span>}
    </>
  )
}

function levels() {
  return (['emergency', 'help'] as const).map((value) => ({ value, label: t(`alarm.plans.level.${value}`) }))
}
