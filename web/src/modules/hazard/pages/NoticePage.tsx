import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, DatePicker, Form, Input, Skeleton } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { t, tError } from '../../../ui/i18n'
import { useGo, usePathParam, useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import '../parts/book.css'

type Notice = components['schemas']['HazardNotice']
type Begun = components['schemas']['HazardBegun']
type Values = Omit<Notice, 'dueDay' | 'recheckDay' | 'checkedDay' | 'kind'> & { dueDay: Dayjs | null; recheckDay: Dayjs | null; checkedDay: Dayjs | null }

/** Writes a notice: what the ledger knows is filled in, the rest is the writer's. */
export default function NoticePage() {
  const id = usePathParam('id')
  const kind = useUrlState()[0].kind ?? ''
  const { data, error, refetch } = useQuery({
    queryKey: ['hazards', id, 'notice', kind],
    queryFn: () => must(api.GET('/api/v1/hazards/{id}/notice', { params: { path: { id }, query: { kind } } })),
    refetchOnWindowFocus: false,
  })
  const title = t(`hazardBook.notice`)
  return (
    <>
      <PageHeader title={title} tag={data?.school} hint={t('hazardBook.noticeHint')} back={{ href: `/hazards/${id}`, label: t('hazardBook.back') }} />
      <Panel>
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} /> : data ? <NoticeForm begun={data} /> : <Skeleton active paragraph={{ rows: 10 }} />}
      </Panel>
    </>
  )
}

const day = (text: string) => (text ? dayjs(text) : null)
const text = (d: Dayjs | null) => d?.format('YYYY-MM-DD') ?? ''

function NoticeForm({ begun }: { begun: Begun }) {
  const go = useGo()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const { kind, ...n } = begun.notice
  async function send(v: Values) {
    setBusy(true)
    setProblem('')
    try {
      const p = await must(api.POST('/api/v1/hazard-notices', { body: { ...v, kind, dueDay: text(v.dueDay), recheckDay: text(v.recheckDay), checkedDay: text(v.checkedDay) } }))
      await cache.invalidateQueries({ queryKey: ['hazards'] })
      go(`/papers/${p.id}`)
    } catch (e) {
      setProblem(tError(problemOf(e)))
      setBusy(false)
    }
  }
  return (
    <Form<Values>
      layout="vertical" className="book-form" disabled={busy} onFinish={(v) => void send(v)}
      initialValues={{ ...n, dueDay: day(n.dueDay), recheckDay: day(n.recheckDay), checkedDay: day(n.checkedDay) }}
    >
      <Form.Item name="hazards" label={t('hazardBook.which')}>
        <Checkbox.Group className="book-which" options={begun.hazards.map((h) => ({ value: h.id, label: `${h.number} ${h.place}：${h.text}` }))} />
      </Form.Item>
      <Form.Item name="subject" label={t('hazardBook.subject')}>
        <Input maxLength={120} />
      </Form.Item>
      <div className="book-row">
        <Form.Item name="checkedDay" label={t('hazardBook.checkedDay')}>
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item name="dueDay" label={t('hazardBook.dueDay')}>
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item name="recheckDay" label={t('hazardBook.recheckDay')}>
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item name="signer" label={t('hazardBook.signer')}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="checkers" label={t('hazardBook.checkers')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="basis" label={t('hazardBook.basis')}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="require" label={t('hazardBook.require')} extra={t('hazardBook.requireHint')}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={2000} />
      </Form.Item>
      <Form.Item name="consequence" label={t('hazardBook.consequence')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="photos" valuePropName="checked">
        <Checkbox>{t('hazardBook.photos')}</Checkbox>
      </Form.Item>
      {problem && <Alert type="error" showIcon role="alert" title={problem} className="book-alert" />}
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('hazardBook.send')}
      </Button>
    </Form>
  )
}
