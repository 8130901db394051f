import { useEffect, useState } from 'react'
import { api, must } from '../../api/client'
import type { components } from '../../api/schema'
import { t, tMaybe } from '../../ui/i18n/core'
import { timeOfDay } from '../../ui/time'

type Sheet = components['schemas']['NotifySheet']

/** Who was told about an alarm and how far it has come; asked for only when somebody opens it, and then every five seconds. */
export function Receipts({ alarmId }: { alarmId: string }) {
  const [open, setOpen] = useState(false)
  const [sheets, setSheets] = useState<Sheet[]>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!open) return
    let here = true
    const ask = () =>
      must(api.GET('/api/v1/notices/receipts', { params: { query: { subjectId: alarmId } } })).then(
        (page) => {
          if (!here) return
          setSheets(page.items)
          setFailed(false)
        },
        () => here && setFailed(true),
      )
    void ask()
    const timer = setInterval(() => void ask(), 5000)
    return () => {
      here = false
      clearInterval(timer)
    }
  }, [open, alarmId])
  return (
    <details className="receipts" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('desk.receipts.title')}</summary>
      {open && failed && !sheets && <p role="alert">{t('desk.receipts.failed')}</p>}
      {sheets?.length === 0 && <p>{t('desk.receipts.none')}</p>}
      {sheets?.map((sheet) => (
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
