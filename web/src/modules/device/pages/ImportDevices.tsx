import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Alert, Button, Skeleton } from 'antd'
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
import '../device.css'

type Import = components['schemas']['DeviceImport']
const beat = 700

/** A workbook of devices: hand in, look at what it would do, confirm. Which import it is stands in the address. */
export default function ImportDevices() {
  const [url, setUrl] = useUrlState()
  const id = url.id ?? ''
  const one = useQuery({
    queryKey: ['equipment-imports', id],
    queryFn: () => must(api.GET('/api/v1/equipment-imports/{id}', { params: { path: { id } } })),
    enabled: id !== '',
    staleTime: 0,
    refetchInterval: (q) => (q.state.data?.state === 'applying' ? beat : false),
  })
  const m = one.data
  const open = (to: string) => setUrl({ id: to }, { push: true })
  const waiting = one.error ? <ErrorState error={one.error} retry={() => void one.refetch()} /> : <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <>
      <PageHeader title={t('device.import.title')} hint={t('device.import.hint')} back={{ href: '/equipment', label: t('device.back') }} />
      <Wizard
        current={!id ? 0 : !m || m.state === 'checked' ? 1 : 2}
        steps={[
          { key: 'take', title: t('device.import.take'), body: <Take open={open} /> },
          { key: 'check', title: t('device.import.check'), body: m ? <Checked m={m} again={() => one.refetch()} restart={() => open('')} /> : waiting },
          { key: 'result', title: t('device.import.result'), body: m && <Result m={m} restart={() => open('')} /> },
        ]}
      />
    </>
  )
}

function Take({ open }: { open: (id: string) => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const earlier = useQuery({ queryKey: ['equipment-imports'], queryFn: async () => (await must(api.GET('/api/v1/equipment-imports'))).items, staleTime: 0 })
  async function send(file: File) {
    setBusy(true)
    setProblem('')
    try {
      const m = await must(
        api.POST('/api/v1/equipment-imports', {
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
      <ul className="device-rules">
        {(['columns', 'code', 'secret', 'again'] as const).map((key) => <li key={key}>{t(`device.import.rules.${key}`)}</li>)}
      </ul>
      <p><Button icon={<DownloadOutlined />} href="/api/v1/equipment-imports/template" download>{t('device.import.template')}</Button></p>
      <FileDrop types={['.xlsx']} maxBytes={16 << 20} onFile={(file) => void send(file)} busy={busy} />
      <div aria-live="polite">{busy && t('device.import.reading')}</div>
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {(earlier.data?.length ?? 0) > 0 && (
        <section>
          <h3>{t('device.import.earlier')}</h3>
          <ul className="device-rules">
            {earlier.data?.map((m) => (
              <li key={m.id}>
                <a className="device-link" href={`/equipment/import?id=${m.id}`}>{m.fileName}</a> <span className="dim">{dateTime(m.createdAt)} · {t(`device.import.state.${m.state}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Checked({ m, again, restart }: { m: Import; again: () => Promise<unknown>; restart: () => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const { bad, changed } = m.result
  const some = m.result.new + changed > 0
  async function confirm() {
    setBusy(true)
    try {
      await must(api.POST('/api/v1/equipment-imports/{id}/confirm', { params: { path: { id: m.id } } }))
      await again()
    } catch (e) {
      setProblem(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {bad > 0 && <Alert type="error" showIcon role="alert" title={t('device.import.badTitle', { n: bad })} description={t('device.import.badHint')} />}
      <p className="num">{t('device.import.sum', { ...m.result })}</p>
      {bad === 0 && !some && <Alert type="info" showIcon role="status" title={t('device.import.nothing')} />}
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {bad > 0 && <BadRows m={m} />}
      <div className="device-foot">
        <Button onClick={restart}>{t('device.import.another')}</Button>
        {bad > 0 && <Button icon={<DownloadOutlined />} href={`/api/v1/equipment-imports/${m.id}/errors`} download>{t('device.import.badFile')}</Button>}
        {bad === 0 && some && <Button type="primary" loading={busy} onClick={() => void confirm()}>{t('device.import.confirm', { n: m.result.new, m: changed })}</Button>}
      </div>
    </>
  )
}

/** Where the columns of the template stand among the cells of a bad row. */
const at = { school: 1, name: 3, code: 6 } as const

function BadRows({ m }: { m: Import }) {
  const rows = useInfiniteQuery({
    queryKey: ['equipment-imports', m.id, 'bad'],
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/equipment-imports/{id}/bad', { params: { path: { id: m.id }, query: { after: pageParam } } })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next || undefined,
  })
  const say = (r: { column: string; code: string; other?: number }) =>
    `${tMaybe(`device.import.column.${r.column}`) ?? r.column}${tMaybe(`device.import.reason.${r.code}`, { other: r.other ?? '' }) ?? r.code}`
  return (
    <>
      {rows.isPending && <Skeleton active />}
      <ol className="device-bad" aria-label={t('device.import.why')}>
        {rows.data?.pages.flatMap((p) => p.items).map((r) => (
          <li key={r.row}>
            <b className="num">{t('device.import.rowNo', { n: r.row })}</b>
            <span className="device-why">{r.reasons.map(say).join('；')}</span>
            <span className="dim">{[r.cells[at.school], r.cells[at.name], r.cells[at.code]].filter(Boolean).join(' · ') || '—'}</span>
          </li>
        ))}
      </ol>
      {rows.hasNextPage && <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>{t('device.import.more')}</Button>}
    </>
  )
}

function Result({ m, restart }: { m: Import; restart: () => void }) {
  const whole = m.result.new + m.result.changed
  if (m.state === 'applying') return <p role="status" className="num">{t('device.import.applying', { done: m.done, total: whole })}</p>
  return (
    <>
      {m.state === 'done' ? (
        <Alert type="success" showIcon title={t('device.import.done', { n: m.result.new, m: m.result.changed })} description={t('device.import.doneHint')} />
      ) : (
        <Alert type="error" showIcon role="alert" title={tError({ code: m.failure })} description={t('device.import.failed', { done: m.done, total: whole })} />
      )}
      <div className="device-foot">
        <Button type="primary" href="/equipment">{t('device.back')}</Button>
        <Button onClick={restart}>{t('device.import.another')}</Button>
      </div>
    </>
  )
}
