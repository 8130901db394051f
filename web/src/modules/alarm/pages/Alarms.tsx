import { Button } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ModeTag, SeverityTag, StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Detail } from '../parts/Detail'
import { hueOf, kindWord, span, type Card } from '../parts/words'

export default function Alarms() {
  const police = useCan('alarm.accept')
  return (
    <>
      <PageHeader title={t('alarm.title')} hint={t('alarm.hint')} actions={<><Button href="/wall">{t('alarm.toWall')}</Button>{police && <Button type="primary" href="/desk">{t('alarm.toDesk')}</Button>}</>} />
      <Ledger<Card>
        id="alarm"
        load={({ open: _row, tab, ...query }) => must(api.GET('/api/v1/alarms', { params: { query: { ...query, open: tab === 'open' } } }))}
        rowKey={(a) => a.id}
        every={5000}
        tabs={{ key: 'tab', items: [{ value: '', label: t('alarm.tab.all') }, { value: 'open', label: t('alarm.tab.open') }] }}
        filters={[
          { key: 'q', kind: 'search', label: t('alarm.find') },
          { key: 'state', kind: 'select', label: t('alarm.stateLabel'), options: states() },
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
