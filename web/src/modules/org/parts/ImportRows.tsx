import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t, tField } from '../../../ui/i18n'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { column, type RowView } from './words'

const hues: Record<RowView['outcome'], Hue> = { bad: 'red', new: 'green', changed: 'blue', unchanged: 'grey' }

interface Page {
  items: RowView[]
  next: string
}

/** The rows of an import; the fingerprint says which reading of the workbook is shown. */
export function ImportRows({ id, outcome, fingerprint }: { id: string; outcome: string; fingerprint: string }) {
  const rows = useInfiniteQuery({
    queryKey: ['school-import', id, 'rows', outcome, fingerprint],
    queryFn: ({ pageParam }) =>
      must(api.GET('/api/v1/school-imports/{id}/rows', { params: { path: { id }, query: { outcome, after: pageParam, limit: 50 } } })) as Promise<Page>,
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
  })
  if (rows.error) return <ErrorState error={rows.error} retry={() => void rows.refetch()} />
  if (!rows.data) return <Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />
  const list = rows.data.pages.flatMap((p) => p.items)
  if (list.length === 0) return <EmptyState title={t('org.rowsNone')} />
  return (
    <>
      <div className="org-scroll" tabIndex={0} role="region" aria-label={t('org.stepCheck')}>
        <table className="org-table org-rows">
          <thead>
            <tr>
              <th scope="col">{t('org.rowNo')}</th>
              <th scope="col">{t('org.col.name')}</th>
              <th scope="col">{t('org.col.county')}</th>
              <th scope="col">{t('org.rowWhat')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((r) => (
              <tr key={r.row}>
                <td className="num">{r.row}</td>
                <td>{r.name || '—'}</td>
                <td>{r.county || r.cells.county || '—'}</td>
                <td>
                  <StatusTag hue={hues[r.outcome]}>{t(`org.outcome.${r.outcome}`)}</StatusTag>
                  <What row={r} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.hasNextPage && (
        <div className="org-more">
          <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>
            {t('org.rowsMore', { n: 50 })}
          </Button>
        </div>
      )}
    </>
  )
}

/** Why a row cannot be imported, or what it would change. */
function What({ row }: { row: RowView }) {
  const blank = t('org.rowBlank')
  return (
    <ul className="org-why">
      {row.reasons.map((r) => (
        <li key={r.column + r.code} className="org-bad">
          {t('org.rowWhy', { column: column(r.column), why: tField({ code: r.code, params: r.params }) })}
          {r.value && t('org.rowValue', { value: r.value })}
        </li>
      ))}
      {row.changes.map((c) => (
        <li key={c.column}>{t('org.rowChange', { column: column(c.column), from: c.from || blank, to: c.to || blank })}</li>
      ))}
    </ul>
  )
}
