import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '../../api/client'
import { t, tMaybe } from '../../ui/i18n/core'
import { timeOfDay } from '../../ui/time'

/** Who was told about an alarm and how far it has come; asked for only when somebody opens it. */
export function Receipts({ alarmId }: { alarmId: string }) {
  const [open, setOpen] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['receipts', alarmId],
    queryFn: () => must(api.GET('/api/v1/notices/receipts', { params: { query: { subjectId: alarmId } } })),
    enabled: open,
    refetchInterval: 5000,
  })
  return (
    <details className="receipts" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('desk.receipts.title')}</summary>
      {open && error && !data && <p role="alert">{t('desk.receipts.failed')}</p>}
      {data?.items.length === 0 && <p>{t('desk.receipts.none')}</p>}
      {data?.items.map((sheet) => (
        <div key={sheet.id}>
          <p>
            {timeOfDay(sheet.at)} {t('desk.receipts.reach', { reached: sheet.reach.reached, people: sheet.reach.people, percent: sheet.reach.percent, acked: sheet.reach.acknowledged })}
          </p>
          <ul>
            {sheet.receipts.map((r, i) => (
              <li key={i}>
                {r.name || r.personId} · {tMaybe(`desk.way.${r.channel}`) ?? r.channel} · <strong>{tMaybe(`desk.receipts.state.${r.state}`) ?? r.state}</strong>{' '}
                {timeOfDay(r.ackedAt || r.seenAt || r.deliveredAt || r.sentAt || r.queuedAt)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  )
}
