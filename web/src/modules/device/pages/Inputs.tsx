import { useQuery } from '@tanstack/react-query'
import { Skeleton, Table, Tabs } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { dateTime, timeOfDay } from '../../../ui/time'
import { Message } from '../parts/Message'
import { Outcome } from '../parts/Tags'
import { outcomes, protocols, reasonWord, turnedWord, type MessageCard } from '../parts/words'
import '../device.css'

/** What came in over all wires: of known devices, of nobody's, and what was not even stored. */
export default function Inputs() {
  const [url, setUrl] = useUrlState()
  const tab = url.tab ?? 'all'
  return (
    <>
      <PageHeader title={t('device.inputs')} hint={t(tab === 'unknown' ? 'device.unknownHint' : tab === 'turned' ? 'device.turnedHint' : 'device.inputsHint')} />
      <Tabs
        activeKey={tab}
        onChange={(key) => setUrl({ tab: key === 'all' ? '' : key, after: '', open: '' })}
        destroyOnHidden
        items={[
          { key: 'all', label: t('device.inputsAll'), children: <List /> },
          { key: 'unknown', label: t('device.inputsUnknown'), children: <List unknown /> },
          { key: 'turned', label: t('device.inputsTurned'), children: <Turned /> },
        ]}
      />
    </>
  )
}

function List({ unknown = false }: { unknown?: boolean }) {
  return (
    <Ledger<MessageCard>
      id={unknown ? 'equipment-unknown' : 'equipment-inputs'}
      load={(query) => must(api.GET('/api/v1/equipment/inputs', { params: { query: { ...query, unknown } } }))}
      rowKey={(m) => m.id}
      every={10_000}
      filters={[
        { key: 'protocol', kind: 'select', label: t('device.protocolName'), options: protocols.map((value) => ({ value, label: t(`device.protocol.${value}`) })) },
        { key: 'outcome', kind: 'select', label: t('device.outcomeName'), options: outcomes.map((value) => ({ value, label: t(`device.outcome.${value}`) })) },
        ...(unknown ? [] : [{ key: 'press', kind: 'select' as const, label: t('device.pressOnly'), options: [{ value: 'true', label: t('device.pressOnly') }] }]),
        { key: 'q', kind: 'search', label: `${t('device.claimed')}、${t('device.source')}`, width: 220 },
      ]}
      columns={[
        { key: 'at', title: t('device.at'), width: 150, render: (m) => <span className="num">{`${dateTime(m.at).slice(5, 10)} ${timeOfDay(m.at)}`}</span> },
        {
          key: 'device', title: t('device.device'),
          render: (m) => (
            <span className="cell-two">
              <span>{m.deviceName || t('device.nobody')}</span>
              <span className="dim">{m.schoolName}</span>
            </span>
          ),
        },
        { key: 'protocol', title: t('device.protocolName'), width: 130, render: (m) => t(`device.protocol.${m.protocol as 'mqtt'}`) },
        { key: 'code', title: t('device.claimed'), width: 200, render: (m) => <span className="device-mono">{m.code || '—'}</span> },
        { key: 'source', title: t('device.source'), width: 160, render: (m) => <span className="device-mono">{m.source || '—'}</span> },
        { key: 'outcome', title: t('device.outcomeName'), width: 150, render: (m) => <Outcome of={m} /> },
        { key: 'reason', title: t('device.why'), width: 200, render: (m) => reasonWord(m.reason) || '—' },
      ]}
      drawerTitle={() => t('device.inputs')}
      drawer={(id) => <Message id={id} />}
      empty={{ title: t('device.noInputs'), hint: t('device.noInputsHint') }}
    />
  )
}

function Turned() {
  const { data, error, refetch } = useQuery({ queryKey: ['equipment', 'turned'], queryFn: () => must(api.GET('/api/v1/equipment/turned-away')), refetchInterval: 30_000 })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  if (data.items.length === 0) return <EmptyState title={t('device.turnedNone')} hint={t('device.turnedNoneHint')} />
  return (
    <Panel>
      <Table
        size="middle" pagination={false} dataSource={data.items} rowKey={(x) => `${x.day} ${x.protocol} ${x.reason}`}
        columns={[
          { title: t('device.day'), dataIndex: 'day', className: 'num' },
          { title: t('device.protocolName'), key: 'protocol', render: (_, x) => t(`device.protocol.${x.protocol as 'mqtt'}`) },
          { title: t('device.why'), key: 'reason', render: (_, x) => turnedWord(x.reason) },
          { title: t('device.times'), dataIndex: 'n', align: 'right', className: 'num' },
        ]}
      />
    </Panel>
  )
}
