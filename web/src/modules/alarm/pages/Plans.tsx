import { Button, Drawer, Tag } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useSession } from '../../../ui/session'
import { AreaPlan } from '../parts/AreaPlan'
import { SchoolPlan } from '../parts/SchoolPlan'
import '../parts/plans.css'
import { holeWord, holesOf, postName, type Level } from '../parts/words'

type Checked = components['schemas']['AlarmChecked']

/** Whoever sees one school alone has no area. */
const ofSchool = (path: string) => /\/sch_[^/]+\/$/.test(path)

export default function Plans() {
  const mine = useSession().me.permissions['alarm.view']?.[0] ?? '/'
  const [asked, setAsked] = useState<{ path: string; level: Level }>({ path: mine, level: 'emergency' })
  const [area, setArea] = useState(false)
  return (
    <>
      <PageHeader title={t('alarm.plans.title')} hint={t('alarm.plans.hint')} actions={!ofSchool(mine) && <Button onClick={() => setArea(true)}>{t('alarm.plans.ofArea')}</Button>} />
      <Ledger<Checked>
        id="alarm-plans"
        load={({ open: _row, path, level, ...query }) => {
          setAsked({ path: path || mine, level: level || 'emergency' })
          return must(api.GET('/api/v1/alarms/plans/check', { params: { query: { ...query, path: path || mine, level } } }))
        }}
        rowKey={(c) => c.schoolId}
        limit={50}
        tabs={{ key: 'holes', items: [{ value: '', label: t('alarm.plans.allSchools') }, { value: 'true', label: t('alarm.plans.onlyHoles') }] }}
        filters={[
          { key: 'q', kind: 'search', label: t('alarm.plans.find') },
          { key: 'path', kind: 'own', label: t('alarm.plans.area'), render: (value, set) => <AreaTree by="path" value={value} onChange={set} /> },
          { key: 'level', kind: 'select', label: t('alarm.plans.levelLabel'), options: levels() },
        ]}
        columns={[
          { key: 'school', title: t('alarm.plans.school'), render: (c) => c.school },
          { key: 'calls', title: t('alarm.plans.calls'), width: 120, align: 'right', render: (c) => <span className="num">{t('alarm.plans.people', { n: c.steps[0]?.people.length ?? 0 })}</span> },
          { key: 'holes', title: t('alarm.plans.holes'), width: 420, render: (c) => <Holes of={c} /> },
        ]}
        drawerTitle={(c) => c?.school}
        drawer={(id, row) => <SchoolPlan schoolId={id} path={row?.path} first={asked.level} />}
        empty={{ title: t('alarm.plans.empty'), hint: t('alarm.plans.emptyHint') }}
      />
      <Drawer open={area} onClose={() => setArea(false)} size={560} title={t('alarm.plans.ofArea')} destroyOnHidden>
        <AreaPlan path={asked.path} first={asked.level} />
      </Drawer>
    </>
  )
}

/** Which posts would be called in vain, and why; what is no hole stands in plain words. */
function Holes({ of }: { of: Checked }) {
  const { holes, pageOnly } = holesOf(of.holes)
  return (
    <span className="plan-tags">
      {holes.map((h) => (
        <Tag key={h.post + h.reason + h.name} color="error">
          {[postName(h.post), h.name].filter(Boolean).join(' ')}：{holeWord(h.reason)}
        </Tag>
      ))}
      {holes.length === 0 && <span>{t('alarm.plans.noHoles')} </span>}
      {pageOnly > 0 && <span className="dim">{t('alarm.plans.pageOnlyCount', { n: pageOnly })}</span>}
    </span>
  )
}

function levels() {
  return (['emergency', 'help'] as const).map((value) => ({ value, label: t(`alarm.plans.level.${value}`) }))
}
