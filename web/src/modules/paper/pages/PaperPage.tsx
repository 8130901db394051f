import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Radio, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { usePageTitle, usePathParam } from '../../../ui/nav'
import { OfficialPaper } from '../../../ui/OfficialPaper'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { addressOf, blocksOf, ways, type Paper } from '../parts/paper'
import '../parts/paper.css'

/** One paper as it is printed, with how it was served and who signed for it. */
export default function PaperPage() {
  const id = usePathParam('id')
  const { data: p, error, refetch } = useQuery({
    queryKey: ['papers', id],
    queryFn: () => must(api.GET('/api/v1/papers/{id}', { params: { path: { id } } })),
  })
  usePageTitle(p?.number)
  if (error && !p) return <ErrorState error={error} retry={() => void refetch()} />
  if (!p) return <Skeleton active paragraph={{ rows: 12 }} />
  return (
    <>
      {!p.whole && <Alert type="error" showIcon title={t('paper.broken')} className="paper-alert" />}
      <Delivery paper={p} />
      <OfficialPaper
        issuer={p.issuer} number={p.number} title={p.subject} to={p.to} at={p.issuedAt} code={p.code} sha256={p.sha256} blocks={blocksOf(p)}
        {...(p.state === 'withdrawn' && { stamp: t('paper.states.withdrawn') })}
        bar={<Acts paper={p} />}
      />
    </>
  )
}

function Delivery({ paper: p }: { paper: Paper }) {
  return (
    <section className="panel paper-delivery">
      <FactList
        facts={[
          { label: t('paper.state'), value: t(`paper.states.${p.state}`) },
          { label: t('paper.issuedBy'), value: `${p.issuedBy} ${dateTime(p.issuedAt)}` },
          { label: t('paper.way'), value: p.servedWay && `${tMaybe(`paper.ways.${p.servedWay}`) ?? p.servedWay}${p.servedNote && `（${p.servedNote}）`}` },
          { label: t('paper.servedBy'), value: p.servedAt > 0 && `${p.servedBy} ${dateTime(p.servedAt)}` },
          { label: t('paper.receivedBy'), value: p.receivedAt > 0 && `${p.receivedBy} ${dateTime(p.receivedAt)}` },
          { label: t('paper.verify'), value: <a className="num" href={addressOf(p)} target="_blank" rel="noreferrer">{addressOf(p)}</a> },
          ...(p.state === 'withdrawn' ? [{ label: t('paper.withdrawn'), value: `${p.withdrawReason}（${p.withdrawnBy} ${dateTime(p.withdrawnAt)}）`, wide: true }] : []),
        ].map((f) => ({ ...f, value: f.value || '' }))}
      />
    </section>
  )
}

function Acts({ paper: p }: { paper: Paper }) {
  const [form, setForm] = useState<'serve' | 'withdraw'>()
  const cache = useQueryClient()
  const at = { params: { path: { id: p.id } } }
  const done = async () => {
    setForm(undefined)
    await cache.invalidateQueries()
  }
  return (
    <>
      {p.mayReceive && (
        <ConfirmAct
          type="primary" danger={false} act={t('paper.acts.receive')} name={p.number} consequence={t('paper.acts.receiveHint')}
          onConfirm={async () => (await must(api.POST('/api/v1/papers/{id}/receive', { ...at, body: { version: p.version } })), done())}
        />
      )}
      {p.mayServe && (
        <>
          <Button onClick={() => setForm('serve')}>{t('paper.acts.serve')}</Button>
          <Button danger onClick={() => setForm('withdraw')}>{t('paper.acts.withdraw')}</Button>
        </>
      )}
      <FormDrawer<{ way: (typeof ways)[number]; note?: string }>
        open={form === 'serve'} title={t('paper.acts.serve')} width={420} initial={{ way: 'direct' }} onClose={() => setForm(undefined)} onSaved={() => void done()}
        submit={(v) => must(api.POST('/api/v1/papers/{id}/serve', { ...at, body: { version: p.version, ...v } }))}
      >
        <Form.Item name="way" label={t('paper.way')}>
          <Radio.Group className="paper-ways" options={ways.map((value) => ({ value, label: t(`paper.ways.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('paper.wayNote')} extra={t('paper.wayNoteHint')}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason: string }>
        open={form === 'withdraw'} title={t('paper.acts.withdraw')} width={420} onClose={() => setForm(undefined)} onSaved={() => void done()} submitText={t('paper.acts.withdraw')}
        submit={(v) => must(api.POST('/api/v1/papers/{id}/withdraw', { ...at, body: { version: p.version, reason: v.reason ?? '' } }))}
      >
        <Form.Item name="reason" label={t('paper.acts.withdrawReason')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <Input.TextArea rows={3} maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
