import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { FactList } from '../../../ui/FactList'
import { t, tError } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { ModeTag, StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'

export type Sent = components['schemas']['HandoverSent']

const hue: { [state in Sent['state']]: Hue } = { sending: 'blue', delivered: 'green', failed: 'red' }

/** What became of it, in a line. */
function Fate({ of: x }: { of: Sent }) {
  return (
    <span className="cell-two">
      <span><StatusTag hue={hue[x.state]}>{t(`handover.states.${x.state}`)}</StatusTag></span>
      <span className="dim">{x.code ? `${tError({ code: x.code })} ${t('handover.tries', { n: x.tries })}` : x.receipt}</span>
    </span>
  )
}

/** The record of what was handed over. */
export function Record() {
  return (
    <Ledger<Sent>
      id="handovers"
      load={({ q, ...rest }) => must(api.GET('/api/v1/handover/sendings', { params: { query: rest } }))}
      every={5_000}
      rowKey={(x) => x.id}
      filters={[{ key: 'state', kind: 'select', label: t('handover.search'), options: (['sending', 'delivered', 'failed'] as const).map((value) => ({ value, label: t(`handover.states.${value}`) })) }]}
      columns={[
        { key: 'no', title: t('handover.no'), render: (x) => <span className="cell-two"><span>{x.no} {x.mode !== 'real' && <ModeTag value={x.mode} />}</span><span className="dim">{x.school}</span></span> },
        { key: 'stage', title: t('handover.stage'), width: 100, render: (x) => t(`handover.stages.${x.stage}`) },
        { key: 'target', title: t('handover.target'), render: (x) => <span className="cell-two"><span>{x.target}</span><span className="dim">{t(`handover.kinds.${x.kind}`)}</span></span> },
        { key: 'created', title: t('handover.created'), width: 160, render: (x) => dateTime(x.createdAt) },
        { key: 'state', title: t('handover.state'), render: (x) => <Fate of={x} /> },
      ]}
      drawerTitle={(x) => x && `${x.no} ${t(`handover.stages.${x.stage}`)}`}
      drawer={(id) => <One id={id} />}
      empty={{ title: t('handover.emptyRecord'), hint: t('handover.emptyRecordHint') }}
    />
  )
}

function One({ id }: { id: string }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const maySend = useCan('handover.send')
  const { data: x, error, refetch } = useQuery({
    queryKey: ['handovers', 'one', id],
    queryFn: () => must(api.GET('/api/v1/handover/sendings/{id}', { params: { path: { id } } })),
    refetchInterval: 3_000,
  })
  if (error && !x) return <ErrorState error={error} retry={() => void refetch()} />
  if (!x) return <Skeleton active />
  const again = async () => {
    try {
      await must(api.POST('/api/v1/handover/sendings/{id}/again', { params: { path: { id } } }))
      void message.success(t('handover.sentAgain'))
      void cache.invalidateQueries({ queryKey: ['handovers'] })
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      <FactList
        single
        facts={[
          { label: t('handover.target'), value: `${x.target} · ${t(`handover.kinds.${x.kind}`)}` },
          { label: t('handover.state'), value: <Fate of={x} /> },
          { label: t('handover.receipt'), value: x.receipt || t('handover.noReceipt') },
          { label: t('handover.created'), value: `${dateTime(x.createdAt)}${x.triedAt ? ` · ${t('handover.triedAt', { time: dateTime(x.triedAt) })}` : ''}` },
        ]}
      />
      {x.state === 'failed' && maySend && <p><Button type="primary" onClick={() => void again()}>{t('handover.again')}</Button></p>}
      <h3>{t('handover.body')}</h3>
      <pre className="handover-body" tabIndex={0}>{x.body}</pre>
    </>
  )
}
