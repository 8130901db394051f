import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { ChangeForm } from '../parts/ChangeForm'
import { MarkTag } from '../parts/MarkTag'
import { OneNorm } from '../parts/OneNorm'
import { nameOf, showScope, showValidity, showValue, type Param, type Row, type Version } from '../parts/value'
import '../norm.css'

const statusHue: Record<Row['status'], Hue> = { current: 'green', coming: 'blue', past: 'grey', overruled: 'red' }

export default function Norms() {
  const [changing, setChanging] = useState<{ param: Param; from?: Version }>()
  return (
    <>
      <PageHeader title={t('norm.title')} hint={t('norm.hint')} />
      <Ledger<Row>
        id="norm"
        load={({ open: _row, ...query }) => must(api.GET('/api/v1/norms', { params: { query } }))}
        // A parameter has a row per scope; the drawer is about the parameter.
        rowKey={(r) => `${r.key}~${r.version.id}`}
        limit={50}
        filters={[
          { key: 'q', kind: 'search', label: t('norm.find') },
          { key: 'level', kind: 'select', label: t('norm.levelFilter'), options: words('norm.level', ['nation', 'province', 'city', 'county', 'school']) },
          { key: 'mark', kind: 'select', label: t('norm.mark'), options: words('norm.markShort', ['L', 'S', 'M', 'D']) },
        ]}
        tabs={{ key: 'mark', items: [{ value: '', label: t('ui.all') }, ...words('norm.markShort', ['M'])] }}
        columns={[
          {
            key: 'name', title: t('norm.param'), width: 250,
            render: (r) => (
              <>
                {nameOf(r)}
                <div><code className="dim norm-key">{r.key}</code></div>
              </>
            ),
          },
          {
            key: 'value', title: t('norm.value'), width: 260,
            render: (r) => (
              <>
                <span className="num">{showValue(r, r.version.value)}</span>{' '}
                {r.status !== 'current' && <StatusTag hue={statusHue[r.status]}>{t(`norm.status.${r.status}`)}</StatusTag>}
              </>
            ),
          },
          { key: 'strictness', title: t('norm.strictness'), width: 70, render: (r) => t(`norm.strict.${r.version.strictness}`) },
          {
            key: 'scope', title: t('norm.scope'), width: 150,
            render: (r) => (
              <>
                {showScope(r.version)}
                {r.version.level !== 'nation' && <span className="dim"> {t(`norm.level.${r.version.level}`)}</span>}
              </>
            ),
          },
          { key: 'basis', title: t('norm.basis'), render: (r) => [r.version.basis, r.version.clause].filter(Boolean).join(' ') },
          { key: 'mark', title: t('norm.mark'), width: 90, render: (r) => <MarkTag mark={r.version.mark} /> },
          { key: 'validity', title: t('norm.validity'), width: 130, render: (r) => <span className="num">{showValidity(r.version)}</span> },
        ]}
        drawerTitle={(r) => (r ? nameOf(r) : t('norm.title'))}
        drawer={(id) => <OneNorm key={id} norm={id.split('~')[0] ?? ''} version={id.split('~')[1] ?? ''} change={setChanging} />}
        empty={{ title: t('norm.empty'), hint: t('norm.emptyHint') }}
      />
      {changing && <ChangeForm {...changing} close={() => setChanging(undefined)} />}
    </>
  )
}

function words<K extends string>(prefix: 'norm.level' | 'norm.markShort', values: K[]) {
  return values.map((value) => ({ value, label: t(`${prefix}.${value}` as 'norm.level.nation') }))
}
