import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Alert, Button, Progress, Skeleton, Table } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { randomId } from '../../../api/keys'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { FileDrop } from '../../../ui/FileDrop'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { Wizard } from '../../../ui/Wizard'
import '../parts/book.css'

type Import = components['schemas']['HazardImport']
const beat = 700

/** Upload, check, result. Which import it is stands in the address: it can be left and found again. */
export default function ImportLedger() {
  const [url, setUrl] = useUrlState()
  const id = url.id ?? ''
  const one = useQuery({
    queryKey: ['hazards', 'import', id],
    queryFn: () => must(api.GET('/api/v1/hazard-imports/{id}', { params: { path: { id } } })),
    enabled: id !== '',
    staleTime: 0,
    refetchInterval: (q) => (q.state.data && ['checking', 'applying'].includes(q.state.data.state) ? beat : false),
  })
  const m = one.data
  const open = (to: string) => setUrl({ id: to }, { push: true })
  const current = !id ? 0 : m && ['applying', 'done'].includes(m.state) ? 2 : 1
  const waiting = one.error ? <ErrorState error={one.error} retry={() => void one.refetch()} /> : <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <>
      <PageHeader title={t('hazardBook.importTitle')} hint={t('hazardBook.importHint')} back={{ href: '/hazards', label: t('hazardBook.toLedger') }} />
      <Wizard
        current={current}
        steps={[
          { key: 'take', title: t('hazardBook.stepTake'), body: <Take open={open} /> },
          { key: 'check', title: t('hazardBook.stepCheck'), body: !m ? waiting : m.state === 'checking' ? <Under m={m} /> : <Checked m={m} again={() => one.refetch()} restart={() => open('')} /> },
          { key: 'result', title: t('hazardBook.stepResult'), body: m && <Under m={m} /> },
        ]}
      />
    </>
  )
}

function Take({ open }: { open: (id: string) => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const earlier = useQuery({ queryKey: ['hazards', 'imports'], queryFn: async () => (await must(api.GET('/api/v1/hazard-imports'))).items, staleTime: 0 })
  async function send(file: File) {
    setBusy(true)
    setProblem('')
    try {
      const m = await must(
        api.POST('/api/v1/hazard-imports', {
          params: { query: { name: file.name } },
          body: file as never,
          bodySerializer: (body: unknown) => body as Blob,
          // A key of its own: a workbook is too large to be known by its content.
          headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomId() },
        }),
      )
      open(m.id)
    } catch (e) {
      setProblem(`${file.name}：${tError(problemOf(e))}`)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ul className="book-rules">
        {(['columns', 'number', 'words'] as const).map((key) => <li key={key}>{t(`hazardBook.rules.${key}`)}</li>)}
      </ul>
      <p><Button icon={<DownloadOutlined />} href="/api/v1/hazard-imports/template" download>{t('hazardBook.template')}</Button></p>
      <FileDrop types={['.xlsx']} maxBytes={64 << 20} onFile={(file) => void send(file)} busy={busy} />
      <div aria-live="polite">{busy && t('hazardBook.uploading')}</div>
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {(earlier.data?.length ?? 0) > 0 && (
        <section>
          <h3>{t('hazardBook.earlier')}</h3>
          <ul className="book-rules">
            {earlier.data?.map((m) => (
              <li key={m.id}>
                <button type="button" className="book-link" onClick={() => open(m.id)}>{m.fileName}</button> <span className="dim">{dateTime(m.createdAt)} · {t(`hazardBook.importState.${m.state}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Sum({ m }: { m: Import }) {
  return <p className="num">{t('hazardBook.sum', { ...m.result })}</p>
}

function Checked({ m, again, restart }: { m: Import; again: () => Promise<unknown>; restart: () => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  if (m.state === 'failed') {
    return (
      <>
        <Alert type="error" showIcon role="alert" title={tError({ code: m.failure })} />
        <div className="book-foot"><Button onClick={restart}>{t('hazardBook.another')}</Button></div>
      </>
    )
  }
  const bad = m.result.bad
  async function confirm() {
    setBusy(true)
    try {
      await must(api.POST('/api/v1/hazard-imports/{id}/confirm', { params: { path: { id: m.id } } }))
      await again()
    } catch (e) {
      setProblem(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {bad > 0 && <Alert type="error" showIcon role="alert" title={t('hazardBook.badTitle', { n: bad })} description={t('hazardBook.badHint')} />}
      <Sum m={m} />
      {bad === 0 && m.result.new === 0 && <Alert type="info" showIcon role="status" title={t('hazardBook.nothingNew')} />}
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {bad > 0 && <BadRows m={m} />}
      <div className="book-foot">
        <Button onClick={restart}>{t('hazardBook.another')}</Button>
        {bad > 0 && <Button icon={<DownloadOutlined />} href={`/api/v1/hazard-imports/${m.id}/errors`} download>{t('hazardBook.badFile')}</Button>}
        {bad === 0 && m.result.new > 0 && <Button type="primary" loading={busy} onClick={() => void confirm()}>{t('hazardBook.confirm', { n: m.result.new })}</Button>}
      </div>
    </>
  )
}

function BadRows({ m }: { m: Import }) {
  const rows = useInfiniteQuery({
    queryKey: ['hazards', 'import', m.id, 'bad'],
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/hazard-imports/{id}/bad', { params: { path: { id: m.id }, query: { after: pageParam } } })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next || undefined,
  })
  const say = (r: { column: string; code: string; other?: string }) =>
    `${tMaybe(`hazardBook.column.${r.column}`) ?? r.column}：${tMaybe(`hazardBook.reason.${r.code}`, { other: r.other ?? '' }) ?? r.code}`
  return (
    <>
      <Table
        rowKey="row" size="small" loading={rows.isPending} dataSource={rows.data?.pages.flatMap((p) => p.items) ?? []} pagination={false} scroll={{ x: 'max-content' }}
        columns={[
          { title: t('hazardBook.rowNo'), dataIndex: 'row', align: 'right', className: 'num' },
          { title: t('hazardBook.why'), key: 'why', render: (_, r) => r.reasons.map(say).join('；') },
          { title: t('hazardBook.column.number'), key: 'number', render: (_, r) => r.cells[1] || '—' },
          { title: t('hazardBook.column.school'), key: 'school', render: (_, r) => r.cells[3] || '—' },
          { title: t('hazardBook.column.place'), key: 'place', render: (_, r) => r.cells[9] || '—' },
          { title: t('hazardBook.column.text'), key: 'text', render: (_, r) => r.cells[10] || '—' },
        ]}
      />
      {rows.hasNextPage && <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>{t('hazardBook.more')}</Button>}
    </>
  )
}

function Under({ m }: { m: Import }) {
  if (m.state === 'done') {
    return (
      <>
        <Alert type="success" showIcon title={t('hazardBook.done', { n: m.result.new })} />
        <Sum m={m} />
        <Button type="primary" href="/hazards">{t('hazardBook.toLedger')}</Button>
      </>
    )
  }
  const known = m.total > 0
  return (
    <div role="status">
      <Progress percent={known ? Math.floor((100 * m.done) / m.total) : 100} status="active" showInfo={known} aria-label={t('hazardBook.stepResult')} />
      <p className="num">{m.state === 'checking' ? t('hazardBook.checking') : t('hazardBook.applying', { done: m.done, total: m.total })}</p>
    </div>
  )
}
