import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import type { Detail } from './notice'

type Tab = '' | 'overdue' | 'open' | 'confirmed' | 'late' | 'done'
const tabs: [Tab, 'all' | 'overdue' | 'open' | 'confirmed' | 'late' | 'done'][] = [['', 'all'], ['overdue', 'overdue'], ['open', 'open'], ['confirmed', 'confirmed'], ['late', 'late'], ['done', 'done']]
const hue = { open: 'orange', confirmed: 'green', ended: 'grey' } as const

/** How it stands at each school; who is late has a telephone number. */
export function Receipts({ of: n }: { of: Detail }) {
  const [tab, setTab] = useState<Tab>(n.overdue > 0 ? 'overdue' : '')
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['safety-notices', n.id, 'receipts', tab, n.confirmed, n.overdue],
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/safety-notices/{id}/receipts', { params: { path: { id: n.id }, query: { tab, after: pageParam, limit: 50 } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })
  const rows = data?.pages.flatMap((p) => p.items) ?? []
  return (
    <section>
      <h3>{t('notice.receipts')}</h3>
      <p>
        {t('notice.countsOf', { schools: n.schools, confirmed: n.confirmed, late: n.late, done: n.done })}
        {n.deliveredAt === 0 && n.state === 'issued' && <> · {t('notice.delivering')}</>}
        {n.overdue > 0 && <><br /><span className="notice-late">{t('notice.overdue', { n: n.overdue })}</span></>}
      </p>
      <div className="notice-scroll">
        <Segmented aria-label={t('notice.receipts')} value={tab} onChange={(v) => setTab(v)} options={tabs.map(([value, key]) => ({ value, label: t(`notice.tabs.${key}`) }))} />
      </div>
      <div className="notice-scroll" tabIndex={0} role="region" aria-label={t('notice.receipts')}>
        <table className="notice-receipts">
          <thead>
            <tr><th>{t('notice.school')}</th><th>{t('notice.phoneNo')}</th><th>{t('notice.due')}</th><th>{t('notice.confirmedAt')}</th><th>{t('notice.doneNote')}</th></tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.schoolId}>
                <td><span className="cell-two"><span>{r.school}</span><span className="dim">{r.county}</span></span></td>
                <td className="num">{r.phone ? <a href={`tel:${r.phone}`}>{r.phone}</a> : '—'}</td>
                <td className="num">{dateTime(r.dueAt)}</td>
                <td>
                  {r.confirmedAt > 0 ? <span className="cell-two"><span>{r.confirmedName}</span><span className={r.confirmedAt > r.dueAt ? 'notice-late num' : 'dim num'}>{dateTime(r.confirmedAt)}</span></span>
                    : <StatusTag hue={r.overdueAt > 0 && r.state === 'open' ? 'red' : hue[r.state]}>{r.overdueAt > 0 && r.state === 'open' ? t('notice.tabs.overdue') : t(`notice.receiptStates.${r.state}`)}</StatusTag>}
                </td>
                <td>{r.doneNote || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data && rows.length === 0 && <p className="dim">{t('notice.noReceipts')}</p>}
      {hasNextPage && <p><Button onClick={() => void fetchNextPage()}>{t('notice.more')}</Button></p>}
    </section>
  )
}
