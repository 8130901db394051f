import { Button, Tag } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger, type LedgerQuery } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ModeTag, SeverityTag, StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { period } from '../parts/days'
import { Detail } from '../parts/Detail'
import { TakeOut } from '../parts/TakeOut'
import { hueOf, kindWord, span, type Card } from '../parts/words'

export default function Alarms() {
  const police = useCan('alarm.accept')
  const mayRecord = useCan('alarm.record')
  const [url] = useUrlState()
  const exported = (reason: string) => {
    const { dayFrom, dayTo, tab, q, state, path, mode, level, outcome, falseReason } = url
    const said = { ...period(dayFrom, dayTo), open: tab === 'open' || undefined, q, state, path, mode, level, outcome, falseReason, reason }
    return `/api/v1/alarms/export?${new URLSearchParams(Object.entries(said).flatMap(([k, v]) => (v ? [[k, String(v)]] : []))).toString()}`
  }
  return (
    <>
      <PageHeader
        title={t('alarm.title')}
        hint={t('alarm.hint')}
        actions={
          <>
            {mayRecord && <TakeOut label={t('alarm.proof.exportList')} hint={t('alarm.proof.exportHint')} ways={[{ label: t('alarm.proof.download'), href: exported }]} />}
            <Button href="/wall">{t('alarm.toWall')}</Button>
            {police && <Button type="primary" href="/desk">{t('alarm.toDesk')}</Button>}
          </>
        }
      />
      <Ledger<Card>
        id="alarm"
        load={({ open: _row, tab, dayFrom, dayTo, ...query }: LedgerQuery) =>
          must(api.GET('/api/v1/alarms', { params: { query: { ...query, ...period(dayFrom as string | undefined, dayTo as string | undefined), open: tab === 'open' } } }))
        }
        rowKey={(a) => a.id}
        every={5000}
        tabs={{ key: 'tab', items: [{ value: '', label: t('alarm.tab.all') }, { value: 'open', label: t('alarm.tab.open') }] }}
        filters={[
          { key: 'q', kind: 'search', label: t('alarm.find') },
          { key: 'state', kind: 'select', label: t('alarm.stateLabel'), options: states(), width: 120 },
          { key: 'mode', kind: 'select', label: t('alarm.proof.mode'), options: (['real', 'drill', 'test'] as const).map((value) => ({ value, label: t(`alarm.proof.modes.${value}`) })), width: 96 },
          { key: 'level', kind: 'select', label: t('alarm.proof.level'), options: (['emergency', 'help'] as const).map((value) => ({ value, label: t(`alarm.proof.levels.${value}`) })), width: 120 },
          { key: 'outcome', kind: 'select', label: t('alarm.outcomeLabel'), options: (['handled', 'false_alarm'] as const).map((value) => ({ value, label: t(`alarm.outcome.${value}`) })), width: 110 },
          { key: 'path', kind: 'own', label: t('alarm.proof.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('alarm.proof.area')} width={140} /> },
          { key: 'day', kind: 'days', label: t('alarm.proof.days') },
          { key: 'falseReason', kind: 'own', label: t('alarm.proof.reasonsTitle'), render: (v, set) => v && <Tag closable onClose={() => set('')}>{t('alarm.proof.onlyReason', { name: tMaybe(`alarm.reason.${v}`) ?? v })}</Tag> },
        ]}
        columns={[
          { key: 't0', title: t('alarm.pressedAt'), width: 170, render: (a) => <span className="num">{dateTime(a.t0)}</span> },
          { key: 'severity', title: '', width: 80, render: (a) => <SeverityTag value={a.severity} /> },
          {
            key: 'school', title: t('alarm.school'),
            render: (a) => <>{a.school.name || t('alarm.unknownSchool')} <ModeTag value={a.mode} /></>,
          },
          { key: 'place', title: t('alarm.place'), width: 140, render: (a) => a.place || '—' },
          { key: 'kind', title: t('alarm.kindLabel'), width: 120, render: (a) => kindWord(a.kind) },
          { key: 'took', title: t('alarm.took'), width: 110, align: 'right', render: (a) => <span className="num">{span(a.t0, a.t2) || '—'}</span> },
          { key: 'state', title: t('alarm.stateLabel'), width: 110, render: (a) => <StatusTag hue={hueOf[a.state]}>{t(`alarm.state.${a.state}`)}</StatusTag> },
        ]}
        drawerTitle={(a) => a?.no}
        drawer={(id) => <Detail id={id} />}
        empty={{ title: t('alarm.empty'), hint: t('alarm.emptyHint') }}
      />
    </>
  )
}

function states() {
  return (['waiting', 'accepted', 'dispatched', 'on_scene', 'resolved', 'reset'] as const).map((value) => ({ value, label: t(`alarm.state.${value}`) }))
}
