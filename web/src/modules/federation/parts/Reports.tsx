import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, Select, Skeleton, Space } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FactList } from '../../../ui/FactList'
import { percent } from '../../../ui/Figure'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'

const hue: Record<string, Hue> = { signed: 'grey', sending: 'blue', received: 'green', refused: 'red' }

/** How this installation signs, and to whom it reports. */
export function OwnKey() {
  const { message } = App.useApp()
  const { data, error, refetch } = useQuery({ queryKey: ['federation', 'own'], queryFn: () => must(api.GET('/api/v1/federation/own')) })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const copy = async () => {
    await navigator.clipboard?.writeText(data.publicKey)
    void message.success(t('federation.copied'))
  }
  return (
    <Panel title={t('federation.ownKey')} extra={<Button size="small" onClick={() => void copy()}>{t('federation.copy')}</Button>}>
      <FactList
        single
        facts={[
          { label: t('federation.fingerprint'), value: <code className="fed-key">{data.fingerprint}</code> },
          { label: t('federation.publicKey'), value: <code className="fed-key">{data.publicKey}</code> },
          { label: t('federation.upper'), value: data.upper || t('federation.noUpper') },
          { label: t('federation.upperKey'), value: data.upperKey ? <code className="fed-key">{data.upperKey}</code> : t('federation.upperKeyNone') },
        ]}
      />
      <p className="dim fed-note">{t('federation.publicKeyHint')}</p>
    </Panel>
  )
}

interface Signing {
  campaignId: string
  subject: string
  push?: boolean
}

/** What was signed here, and what became of it. */
export function Reports() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({ queryKey: ['federation', 'reports'], queryFn: () => must(api.GET('/api/v1/federation/reports')), refetchInterval: 5000 })
  const own = useQuery({ queryKey: ['federation', 'own'], queryFn: () => must(api.GET('/api/v1/federation/own')) }).data
  const campaigns = useQuery({
    queryKey: ['federation', 'campaigns'], enabled: open,
    queryFn: () => must(api.GET('/api/v1/campaigns', { params: { query: { limit: 100 } } })),
  }).data
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const push = async (id: string) => {
    try {
      await must(api.POST('/api/v1/federation/reports/{id}/push', { params: { path: { id } } }))
      await refetch()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  const started = (campaigns?.items ?? []).filter((c) => c.state !== 'draft' && c.state !== 'review' && c.state !== 'published')
  return (
    <Panel title={t('federation.tabs.report')} extra={<Button type="primary" onClick={() => setOpen(true)}>{t('federation.sign')}</Button>}>
      {data.items.length === 0 ? (
        <EmptyState title={t('federation.emptyReports')} />
      ) : (
        <div className="fed-scroll" tabIndex={0} role="region" aria-label={t('federation.tabs.report')}>
          <table className="fed-table num">
            <thead>
              <tr>
                <th scope="col" className="fed-left">{t('federation.campaign')}</th>
                <th scope="col">{t('federation.rate')}</th>
                <th scope="col" className="fed-left">{t('federation.signed')}</th>
                <th scope="col" className="fed-left">{t('federation.state')}</th>
                <th scope="col" className="fed-left">{t('federation.file')}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((r) => (
                <tr key={r.id}>
                  <th scope="row" className="fed-left cell-two"><span>{r.title}</span><span className="dim">{`${r.seq} · ${r.subject}`}</span></th>
                  <td className="cell-two"><span className="fed-rate">{percent(r.completed, r.due)}</span><span className="dim">{`${r.completed.toLocaleString('en-US')} ÷ ${r.due.toLocaleString('en-US')}`}</span></td>
                  <td className="fed-left cell-two"><span>{dateTime(r.signedAt)}</span><span className="dim">{r.signedBy}</span></td>
                  <td className="fed-left cell-two">
                    <span><StatusTag hue={hue[r.state] ?? 'grey'}>{t(`federation.states.${r.state}`)}</StatusTag></span>
                    <span className="dim">
                      {r.receipt ? t('federation.receipt', { time: dateTime(r.receipt.receivedAt), key: r.receipt.fingerprint.slice(0, 9) }) : r.code ? `${tError({ code: r.code })} ${t('federation.tries', { n: r.tries })}` : ''}
                    </span>
                  </td>
                  <td className="fed-left">
                    <Space>
                      <a href={`/api/v1/federation/reports/${r.id}/file`} download>{t('federation.download')}</a>
                      {own?.upper && (r.state === 'signed' || r.state === 'refused') && (
                        <Button size="small" onClick={() => void push(r.id)}>{t(r.state === 'signed' ? 'federation.pushAct' : 'federation.pushAgain')}</Button>
                      )}
                    </Space>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FormDrawer<Signing>
        open={open} title={t('federation.sign')} submitText={t('federation.sign')} onClose={() => setOpen(false)}
        submit={(v) => must(api.POST('/api/v1/federation/reports', { body: { campaignId: v.campaignId, subject: v.subject, push: v.push ?? false } }))}
        onSaved={() => {
          setOpen(false)
          void cache.invalidateQueries({ queryKey: ['federation'] })
        }}
      >
        <Form.Item name="campaignId" label={t('federation.campaign')} extra={t('federation.campaignHint')} rules={[{ required: true }]}>
          <Select options={started.map((c) => ({ value: c.id, label: `${c.title}（${c.areaName}）` }))} />
        </Form.Item>
        <Form.Item name="subject" label={t('federation.subject')} extra={t('federation.subjectHint')} rules={[{ required: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        {own?.upper && (
          <Form.Item name="push" valuePropName="checked">
            <Checkbox>{t('federation.push')}</Checkbox>
          </Form.Item>
        )}
      </FormDrawer>
    </Panel>
  )
}
