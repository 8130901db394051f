import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Input, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t, tError } from '../../../ui/i18n'
import { usePathParam } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { PrintPage } from '../../../ui/PrintPage'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import '../parts/book.css'

type Reply = components['schemas']['HazardReply']
type Item = components['schemas']['HazardReplyItem']

/** A school's answer to a notice: written point by point, handed in by the head, printed. */
export default function ReplyPage() {
  const id = usePathParam('id')
  const { data, error, refetch } = useQuery({
    queryKey: ['hazards', 'reply', id],
    queryFn: () => must(api.GET('/api/v1/hazard-notices/{id}/reply', { params: { path: { id } } })),
    refetchOnWindowFocus: false,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  return (
    <>
      <PageHeader
        title={t('hazardBook.replyTitle')} tag={<StatusTag hue={data.state === 'filed' ? 'green' : 'orange'}>{t(`hazardBook.replyState.${data.state}`)}</StatusTag>}
        hint={t('hazardBook.replyHint')} back={{ href: `/papers/${id}`, label: data.paper.number }}
      />
      {data.mayWrite ? <ReplyForm key={data.version} reply={data} /> : <ReplyPrint reply={data} />}
    </>
  )
}

function ReplyForm({ reply }: { reply: Reply }) {
  const cache = useQueryClient()
  const [items, setItems] = useState(reply.items)
  const [note, setNote] = useState(reply.note)
  const [problem, setProblem] = useState('')
  const set = (i: number, patch: Partial<Item>) => setItems(items.map((x, k) => (k === i ? { ...x, ...patch } : x)))
  async function send(file: boolean) {
    setProblem('')
    await must(api.PUT('/api/v1/hazard-notices/{id}/reply', { params: { path: { id: reply.paperId } }, body: { version: reply.version, items, note, file } }))
    await cache.invalidateQueries({ queryKey: ['hazards'] })
  }
  return (
    <>
      {items.map((x, i) => (
        <Panel key={x.hazardId} title={`${i + 1}. ${x.place}：${x.text}`} extra={<a href={`/hazards/${x.hazardId}`} className="num">{x.number}</a>}>
          <div className="book-reply">
            <label>
              <span>{t('hazardBook.measure')}</span>
              <Input.TextArea autoSize={{ minRows: 2 }} value={x.measure} maxLength={1000} onChange={(e) => set(i, { measure: e.target.value })} />
            </label>
            <div className="book-row">
              <label>
                <span>{t('hazardBook.owner')}</span>
                <Input value={x.owner} maxLength={40} onChange={(e) => set(i, { owner: e.target.value })} />
              </label>
              <label>
                <span>{t('hazardBook.doneDay')}</span>
                <DatePicker allowClear={false} value={x.doneDay ? dayjs(x.doneDay) : null} onChange={(d) => set(i, { doneDay: d?.format('YYYY-MM-DD') ?? '' })} />
              </label>
              <label className="book-wide">
                <span>{t('hazardBook.proof')}</span>
                <Input value={x.proof} maxLength={300} placeholder={t('hazardBook.proofHint')} onChange={(e) => set(i, { proof: e.target.value })} />
              </label>
            </div>
            <span className="dim">{t('hazardBook.afterPhotos', { n: x.photos })}</span>
          </div>
        </Panel>
      ))}
      <Panel>
        <label className="book-reply">
          <span>{t('hazardBook.note')}</span>
          <Input.TextArea autoSize={{ minRows: 2 }} value={note} maxLength={1000} onChange={(e) => setNote(e.target.value)} />
        </label>
        {problem && <Alert type="error" showIcon role="alert" title={problem} className="book-alert" />}
        <div className="book-acts">
          <Button onClick={() => void send(false).catch((e: unknown) => setProblem(tError(problemOf(e))))}>{t('hazardBook.save')}</Button>
          {reply.mayFile && <ConfirmAct type="primary" danger={false} act={t('hazardBook.file')} name={reply.paper.number} consequence={t('hazardBook.fileHint')} onConfirm={() => send(true)} />}
        </div>
      </Panel>
    </>
  )
}

function ReplyPrint({ reply: r }: { reply: Reply }) {
  return (
    <PrintPage title={t('hazardBook.replyTitle')} number={t('hazardBook.replyTo', { number: r.paper.number })}>
      <p>{`${r.paper.issuer}：`}</p>
      <table className="book-sheet">
        <thead>
          <tr>
            {(['item', 'measure', 'owner', 'doneDay', 'proof'] as const).map((k) => (
              <th key={k} scope="col">{t(`hazardBook.${k}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {r.items.map((x, i) => (
            <tr key={x.hazardId}>
              <td>{`${i + 1}. ${x.place}：${x.text}`}</td>
              <td>{x.measure}</td>
              <td>{x.owner}</td>
              <td className="num">{x.doneDay}</td>
              <td>{[x.proof, x.photos > 0 && t('hazardBook.afterPhotos', { n: x.photos })].filter(Boolean).join('；')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {r.note && <p>{r.note}</p>}
      <div className="book-sign">
        <p>{`${t('hazardBook.unit')}：${r.paper.to} ${t('hazardBook.seal')}`}</p>
        <p>{`${t('hazardBook.head')}：${r.head}`}</p>
        <p>{`${t('hazardBook.filedAt')}：${dateTime(r.filedAt) || '—'}`}</p>
      </div>
    </PrintPage>
  )
}
