import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { StatusTag } from '../../../ui/Tags'
import { dateTime, timeOfDay } from '../../../ui/time'
import { EndpointForm } from '../parts/EndpointForm'
import { modeWord, placeWord, wayWord, whyWord, type Endpoint, type Line } from '../parts/endpoint'
import { Trial } from '../parts/Trial'
import '../notify.css'

/** Mail and SMS to a shared address go the way of all mail and SMS, which is judged as one. */
const viaGateway = (e: Endpoint) => e.channel === 'mail' || e.channel === 'sms'

/** How the way there did last, in words. */
function LineState({ line }: { line: Line }) {
  if (!line.okAt && !line.failedAt) return <span className="dim">{t('notify.channels.never')}</span>
  return (
    <span className="cell-two">
      {line.error ? (
        <span className="notify-bad">{t('notify.channels.bad', { time: dateTime(line.failedAt), why: whyWord(line.error) })}</span>
      ) : (
        <span>{t('notify.channels.ok', { time: dateTime(line.okAt) })}</span>
      )}
      {line.resting && <span className="notify-bad">{t('notify.channels.resting', { time: timeOfDay(line.shutUntil) })}</span>}
      {line.error && line.okAt > 0 && <span className="dim">{t('notify.channels.ok', { time: dateTime(line.okAt) })}</span>}
    </span>
  )
}

function State({ of }: { of: Endpoint }) {
  return viaGateway(of) ? <span className="dim">{t('notify.channels.viaGateway')}</span> : <LineState line={of.line} />
}

export default function Channels() {
  const cache = useQueryClient()
  const [form, setForm] = useState<{ open: boolean; endpoint?: Endpoint }>({ open: false })
  const { data } = useQuery({ queryKey: ['endpoints', 'gateways'], queryFn: () => must(api.GET('/api/v1/endpoints')), refetchInterval: 10_000 })
  const changed = () => void cache.invalidateQueries({ queryKey: ['endpoints'] })
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({ open: true })}>
      {t('notify.channels.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('notify.channels.title')} hint={t('notify.channels.hint')} actions={add} />
      <Ledger<Endpoint>
        id="endpoints"
        load={(q) => search(String(q.q ?? ''))}
        every={10_000}
        rowKey={(e) => e.id}
        filters={[{ key: 'q', kind: 'search', label: t('notify.channels.search') }]}
        columns={[
          { key: 'name', title: t('notify.channels.name'), render: (e) => <span className="cell-two">{e.name}<span className="dim">{wayWord(e.channel)}</span></span> },
          { key: 'place', title: t('notify.channels.place'), width: 130, render: placeWord },
          { key: 'modes', title: t('notify.channels.modes'), width: 150, render: (e) => (e.enabled ? e.modes.map(modeWord).join(' ') : <StatusTag hue="grey">{t('notify.channels.off')}</StatusTag>) },
          { key: 'state', title: t('notify.channels.state'), render: (e) => <State of={e} /> },
        ]}
        drawerTitle={(e) => e?.name}
        drawer={(_, e) => e && <Drawer endpoint={e} edit={() => setForm({ open: true, endpoint: e })} changed={changed} />}
        empty={{ title: t('notify.channels.empty'), hint: t('notify.channels.emptyHint'), action: add }}
      />
      <div className="notify-below" />
      <Panel title={t('notify.channels.gateways')} extra={<a href="/settings">{t('notify.channels.toSettings')}</a>}>
        <ul className="notify-browsers">
          {data?.gateways.map((g) => (
            <li key={g.channel}>
              <span>
                {wayWord(g.channel)} <StatusTag hue={g.ready ? 'green' : 'grey'}>{g.ready ? t('notify.channels.ready') : t('notify.channels.notReady')}</StatusTag>
              </span>
              {g.ready && <LineState line={g.line} />}
            </li>
          ))}
        </ul>
      </Panel>
      <EndpointForm
        key={form.endpoint?.id ?? 'new'}
        open={form.open}
        {...(form.endpoint ? { endpoint: form.endpoint } : {})}
        onClose={() => setForm((f) => ({ ...f, open: false }))}
        onSaved={() => {
          setForm((f) => ({ ...f, open: false }))
          changed()
        }}
      />
    </>
  )
}

async function search(typed: string) {
  const { items } = await must(api.GET('/api/v1/endpoints'))
  return { items: items.filter((e) => `${e.name} ${e.address} ${e.place}`.includes(typed)) }
}

function Drawer({ endpoint: e, edit, changed }: { endpoint: Endpoint; edit: () => void; changed: () => void }) {
  return (
    <>
      <p>
        {wayWord(e.channel)} · {placeWord(e)} · {e.modes.map(modeWord).join(' ')} {!e.enabled && <StatusTag hue="grey">{t('notify.channels.off')}</StatusTag>}
      </p>
      {e.channel !== 'siren' && <p className="dim notify-address">{e.address}</p>}
      <p>
        <State of={e} />
      </p>
      <Button onClick={edit}>{t('notify.channels.edit')}</Button>
      {e.enabled && e.channel !== 'siren' && (
        <Trial
          label={t('notify.channels.test')}
          send={() => must(api.POST('/api/v1/endpoints/{id}/test', { params: { path: { id: e.id } } }))}
          look={(message) => must(api.GET('/api/v1/endpoints/{id}/tests/{message}', { params: { path: { id: e.id, message } } }))}
          onEnd={changed}
        />
      )}
    </>
  )
}
