import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { FactList } from '../../../ui/FactList'
import { t, tError } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useCan } from '../../../ui/session'
import { ModeTag, StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import type { Upper } from '../pages/Cascade'

type Sent = components['schemas']['CascadeSent']

const hue: { [state in Sent['state']]: Hue } = { waiting: 'blue', sent: 'green', confirmed: 'green', failed: 'red' }

/** What became of it, in two lines. */
function Fate({ of: x }: { of: Sent }) {
  const more = x.why
    ? `${tError({ code: x.why })} ${x.said} ${x.tries > 0 ? t('cascade.tries', { n: x.tries }) : ''}`
    : x.receiptAt ? t('cascade.receiptAt', { time: dateTime(x.receiptAt) }) : x.sentAt ? t('cascade.sentAt', { time: dateTime(x.sentAt) }) : ''
  return (
    <span className="cell-two">
      <span><StatusTag hue={hue[x.state]}>{t(`cascade.sent.${x.state}`)}</StatusTag></span>
      <span className="dim">{more}</span>
    </span>
  )
}

/** The alarms sent up, and what became of each. */
export function Sendings({ uppers }: { uppers: Upper[] }) {
  return (
    <Ledger<Sent>
      id="cascade-sendings"
      load={({ ...query }) => must(api.GET('/api/v1/cascade/sendings', { params: { query } }))}
      every={3_000}
      rowKey={(x) => x.id}
      filters={[
        { key: 'q', kind: 'search', label: t('cascade.search') },
        { key: 'upper', kind: 'select', label: t('cascade.upper'), options: uppers.map((u) => ({ value: u.id, label: u.name })), width: 220 },
        { key: 'state', kind: 'select', label: t('cascade.state'), options: (['waiting', 'sent', 'confirmed', 'failed'] as const).map((value) => ({ value, label: t(`cascade.sent.${value}`) })) },
      ]}
      columns={[
        { key: 'no', title: t('cascade.no'), render: (x) => <span className="cell-two"><span>{x.no} {x.mode !== 'real' && <ModeTag value={x.mode} />}</span><span className="dim">{x.school}</span></span> },
        { key: 'upper', title: t('cascade.upper'), render: (x) => x.upper },
        { key: 'pressedAt', title: t('cascade.pressedAt'), width: 160, render: (x) => dateTime(x.pressedAt) },
        { key: 'state', title: t('cascade.state'), render: (x) => <Fate of={x} /> },
      ]}
      drawerTitle={(x) => x && `${x.no} · ${x.upper}`}
      drawer={(_, x) => x && <One of={x} />}
      empty={{ title: t('cascade.emptySendings'), hint: t('cascade.emptySendingsHint') }}
    />
  )
}

function One({ of: x }: { of: Sent }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const maySend = useCan('cascade.send')
  const again = async () => {
    try {
      await must(api.POST('/api/v1/cascade/sendings/{id}/again', { params: { path: { id: x.id } } }))
      void message.success(t('cascade.sentAgain'))
      void cache.invalidateQueries({ queryKey: ['cascade-sendings'] })
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      <FactList
        single
        facts={[
          { label: t('cascade.state'), value: <Fate of={x} /> },
          { label: t('cascade.description'), value: x.description },
          { label: t('cascade.pressedAt'), value: dateTime(x.pressedAt) },
          { label: t('cascade.priority'), value: String(x.priority) },
          { label: t('cascade.channel'), value: <span className="cascade-code">{x.code}</span> },
          { label: t('cascade.sn'), value: String(x.sn) },
        ]}
      />
      {x.state === 'failed' && maySend && <p><Button type="primary" onClick={() => void again()}>{t('cascade.again')}</Button></p>}
    </>
  )
}
