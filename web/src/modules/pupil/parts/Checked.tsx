import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Table } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { Sums } from './Sums'
import type { Import } from './words'

interface Props {
  m: Import
  again: () => Promise<unknown>
  restart: () => void
}

/** What the check has found: every bad row, or what confirming would do. */
export function Checked({ m, again, restart }: Props) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  if (m.state === 'failed') {
    return (
      <>
        <Alert type="error" showIcon role="alert" title={tError({ code: m.failure })} />
        <div className="pupil-foot"><Button onClick={restart}>{t('pupil.another')}</Button></div>
      </>
    )
  }
  const bad = m.result.bad
  async function confirm() {
    setBusy(true)
    try {
      await must(api.POST('/api/v1/pupil-imports/{id}/confirm', { params: { path: { id: m.id } } }))
      await cache.invalidateQueries({ queryKey: ['pupil', 'classes'] })
      await again()
    } catch (e) {
      setProblem(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {bad > 0 && <Alert type="error" showIcon role="alert" title={t('pupil.badTitle', { n: bad })} description={t('pupil.badHint')} />}
      <Sums m={m} />
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {bad > 0 && <BadRows m={m} />}
      <div className="pupil-foot">
        <Button onClick={restart}>{t('pupil.another')}</Button>
        {bad > 0 ? (
          <Button icon={<DownloadOutlined />} href={`/api/v1/pupil-imports/${m.id}/errors`} download>{t('pupil.badFile')}</Button>
        ) : (
          <Button type="primary" loading={busy} onClick={() => void confirm()}>{t('pupil.confirm', { n: m.result.rows })}</Button>
        )}
      </div>
    </>
  )
}

function BadRows({ m }: { m: Import }) {
  const rows = useInfiniteQuery({
    queryKey: ['pupil', 'import', m.id, 'rows'],
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/pupil-imports/{id}/rows', { params: { path: { id: m.id }, query: { after: pageParam } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })
  const list = rows.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <>
      <Table
        rowKey="row"
        size="small"
        loading={rows.isPending}
        dataSource={list}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('pupil.rowNo'), dataIndex: 'row', align: 'right', className: 'num' },
          { title: t('pupil.school'), key: 'school', render: (_, r) => r.cells?.[1] || r.cells?.[0] || '—' },
          { title: t('pupil.class'), key: 'class', render: (_, r) => [r.cells?.[2], r.cells?.[3]].filter(Boolean).join(' ') || '—' },
          { title: t('pupil.seat'), key: 'seat', render: (_, r) => r.cells?.[4] || '—' },
          { title: t('pupil.name'), key: 'name', render: (_, r) => r.cells?.[5] || '—' },
          { title: t('pupil.number'), key: 'number', render: (_, r) => r.cells?.[6] || '—' },
          { title: t('pupil.why'), key: 'why', render: (_, r) => (r.reasons ?? []).map((x) => tMaybe(`pupil.reason.${x.code}`, { row: x.other ?? 0 }) ?? x.code).join('；') },
        ]}
      />
      {rows.hasNextPage && <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>{t('pupil.more', { n: bad(m) - list.length })}</Button>}
    </>
  )
}

const bad = (m: Import): number => m.result.bad
