import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { t, tError } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { dateTime, timeOfDay } from '../../../ui/time'
import { Outcome } from './Tags'
import { asText, bytesOf, hexDump, reasonWord, type MessageCard, type Reading } from './words'

/** One stored message, whole: its bytes, what became of it, and judging it anew. */
export function Message({ id }: { id: string }) {
  const { data: m, error, refetch } = useQuery({ queryKey: ['equipment', 'input', id], queryFn: () => must(api.GET('/api/v1/equipment/inputs/{id}', { params: { path: { id } } })) })
  if (error && !m) return <ErrorState error={error} retry={() => void refetch()} />
  if (!m) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      <FactList
        facts={[
          { label: t('device.at'), value: `${dateTime(m.at).slice(0, 10)} ${timeOfDay(m.at)}` },
          { label: t('device.outcomeName'), value: <Outcome of={m} /> },
          { label: t('device.why'), value: reasonWord(m.reason) },
          { label: t('device.device'), value: m.deviceId ? <a className="device-link" href={`/equipment/${m.deviceId}`}>{`${m.schoolName} ${m.deviceName}`}</a> : t('device.nobody') },
          { label: t('device.protocolName'), value: t(`device.protocol.${m.protocol as 'mqtt'}`) },
          { label: t('device.claimed'), value: <span className="device-mono">{m.code}</span> },
          { label: t('device.source'), value: <span className="device-mono">{m.source}</span> },
          { label: t('device.judged'), value: m.judgedAt ? `${dateTime(m.judgedAt).slice(0, 10)} ${timeOfDay(m.judgedAt)}` : '' },
        ]}
      />
      <Content of={m} />
      <Replay of={m} />
    </>
  )
}

function Content({ of: m }: { of: MessageCard }) {
  const [as, setAs] = useState<'text' | 'hex'>(m.text !== '' || m.size === 0 ? 'text' : 'hex')
  const bytes = bytesOf(m)
  return (
    <section className="device-content">
      <div className="panel-head">
        <h3>
          {t('device.content')} <span className="dim num">{t('device.size', { n: m.size })}</span>
        </h3>
        <Segmented<'text' | 'hex'> size="small" value={as} onChange={setAs} options={[{ value: 'text', label: t('device.asText') }, { value: 'hex', label: t('device.asHex') }]} />
      </div>
      <pre className="device-bytes" tabIndex={0} aria-label={t('device.content')}>
        {as === 'hex' ? hexDump(bytes) : asText(bytes)}
      </pre>
      {bytes.length < m.size && <p className="dim">{t('device.cut', { n: bytes.length })}</p>}
    </section>
  )
}

/** Reading it as it would be read now, and judging it anew; for a bureau, since it may ring. */
function Replay({ of: m }: { of: MessageCard }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [reading, setReading] = useState<Reading>()
  const may = useCan('device.replay')
  if (!may) return null
  const params = { path: { id: m.id } }
  const word = (r: Reading) => [t(`device.outcome.${r.outcome}`), r.press && t('device.press'), reasonWord(r.reason), r.note].filter(Boolean).join(' · ')
  const read = async () => {
    try {
      setReading(await must(api.GET('/api/v1/equipment/inputs/{id}/reading', { params })))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <section>
      <div className="page-acts device-content">
        <Button onClick={() => void read()}>{t('device.reread')}</Button>
        <ConfirmAct
          type="primary"
          act={t('device.replay')}
          name={`${m.schoolName} ${m.deviceName || m.code}`.trim()}
          consequence={t('device.replayHint')}
          danger={false}
          onConfirm={async () => {
            const r = await must(api.POST('/api/v1/equipment/inputs/{id}/replay', { params }))
            setReading(undefined)
            void message.success(t(r.press ? 'device.replayedPress' : 'device.replayed', { outcome: word(r) }))
            void cache.invalidateQueries({ queryKey: ['equipment'] })
          }}
        />
      </div>
      {reading && <Alert className="device-content" type="info" showIcon role="status" title={t('device.rereadSays', { outcome: word(reading) })} />}
    </section>
  )
}
