import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import { ModeTag, StatusTag, type Hue } from '../../../ui/Tags'
import { timeOfDay } from '../../../ui/time'
import './receipts.css'

type Receipt = components['schemas']['NotifyReceipt']

const hues: Record<Receipt['state'], Hue> = {
  queued: 'blue', sent: 'grey', delivered: 'green', seen: 'green', acknowledged: 'green', failed: 'red', expired: 'red',
}

/** Who was told about one alarm, by which channel, and how far it has come. */
export function Receipts({ alarmId }: { alarmId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['notify', 'receipts', alarmId],
    queryFn: () => must(api.GET('/api/v1/notices/receipts', { params: { query: { subjectId: alarmId } } })),
    refetchInterval: 5000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} />
  if (data.items.length === 0) return <p className="dim">{t('notify.ledger.none')}</p>
  return data.items.map((sheet) => {
    const { reached, people, percent, seen, acknowledged: acked } = sheet.reach
    return (
      <section key={sheet.id} className="receipts">
        <p>
          <ModeTag value={sheet.mode} /> <span className="num">{timeOfDay(sheet.at)}</span> {t('notify.ledger.reach', { reached, people, percent, seen, acked })}
        </p>
        <div className="receipts-scroll" role="region" aria-label={t('notify.ledger.title')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {(['who', 'channel', 'state', 'queued', 'sent', 'delivered', 'seen', 'acked'] as const).map((key) => (
                  <th key={key}>{t(`notify.ledger.${key}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sheet.receipts.map((r, i) => (
                <Row key={`${r.personId} ${r.channel} ${i}`} r={r} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
    )
  })
}

function Row({ r }: { r: Receipt }) {
  const time = (at: number) => (at ? timeOfDay(at) : '—')
  return (
    <tr>
      <td>{r.name || r.personId}</td>
      <td>{tMaybe(`notify.way.${r.channel}`) ?? r.channel}</td>
      <td>
        <StatusTag hue={hues[r.state]}>{tMaybe(`notify.receipt.${r.state}`) ?? r.state}</StatusTag>
        {r.error && <div className="dim">{tMaybe(r.error.replace('notify.', 'notify.why.')) ?? r.error}</div>}
      </td>
      {[r.queuedAt, r.sentAt, r.deliveredAt, r.seenAt, r.ackedAt].map((at, i) => (
        <td key={i} className="num">
          {time(at)}
        </td>
      ))}
    </tr>
  )
}
