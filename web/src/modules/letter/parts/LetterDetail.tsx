import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton, Typography } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { addressOf, stateHue, type Letter } from './letter'
import { LetterForm } from './LetterForm'

interface Props {
  id: string
  above: boolean
  taken: boolean
  changed: () => void
  close: () => void
}

export function LetterDetail({ id, above, taken, changed, close }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['letters', id],
    queryFn: () => must(api.GET('/api/v1/letters/{id}', { params: { path: { id } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      {data.state === 'published' && <Share letter={data} />}
      <FactList
        facts={[
          { label: t('letter.name'), value: <b>{data.title}</b>, wide: true },
          { label: t('letter.publisher'), value: data.publisher, wide: true },
          { label: t('letter.kind'), value: tMaybe(`letter.kinds.${data.kind}`) },
          { label: t('letter.state'), value: <StatusTag hue={stateHue[data.state]}>{t(`letter.states.${data.state}`)}</StatusTag> },
          { label: t('letter.by'), value: `${data.createdName} ${dateTime(data.createdAt)}` },
          { label: t('letter.approvedBy'), value: data.approvedName && `${data.approvedName} ${dateTime(data.publishedAt)}` },
          ...(data.sourceName ? [{ label: t('letter.source'), value: t('letter.sourceOf', { name: data.sourceName }), wide: true }] : []),
          ...(data.publishedAt ? [{ label: t('letter.receipts'), value: t('letter.receiptsNote', { n: data.receipts }), wide: true }] : []),
          ...(data.publishedAt && !data.schoolId ? [{ label: t('letter.adopted'), value: t('letter.adoptedNote', { n: data.adopted }) }] : []),
          ...(data.returnReason ? [{ label: t('letter.returned'), value: data.returnReason, wide: true }] : []),
          ...(data.withdrawReason ? [{ label: t('letter.withdrawn'), value: data.withdrawReason, wide: true }] : []),
        ]}
      />
      <Acts letter={data} above={above} taken={taken} changed={changed} close={close} />
      <article className="letter-text">
        {data.text.split('\n').map((line, i) => (
          <p key={i}>{line.replaceAll('{学校}', data.publisher)}</p>
        ))}
      </article>
    </>
  )
}

/** The address and its code, for class groups and school gates. */
function Share({ letter }: { letter: Letter }) {
  const address = addressOf(letter)
  return (
    <div className="letter-share">
      <img src={`/letter/${letter.code}/code.svg`} alt={t('letter.link')} width={112} height={112} />
      <div>
        <b>{t('letter.link')}</b>
        <Typography.Paragraph className="num" copyable={{ text: address }} style={{ margin: '4px 0' }}>
          <a href={address} target="_blank" rel="noreferrer">
            {address}
          </a>
        </Typography.Paragraph>
        <span className="dim">{t('letter.linkHint')}</span>
      </div>
    </div>
  )
}

function Acts({ letter, above, taken, changed, close }: Omit<Props, 'id'> & { letter: Letter }) {
  const [form, setForm] = useState<'edit' | 'return' | 'withdraw'>()
  const mayWrite = useCan('letter.write', letter.path)
  const maySomewhere = useCan('letter.write')
  const mayApprove = useCan('letter.approve', letter.path)
  const at = { params: { path: { id: letter.id } } }
  const body = { version: letter.version }
  const done = () => (changed(), setForm(undefined))
  const { state } = letter
  return (
    <div className="letter-acts">
      {above && !taken && maySomewhere && (
        <ConfirmAct
          type="primary" danger={false} act={t('letter.acts.adopt')} name={letter.title} consequence={t('letter.acts.adoptHint')}
          onConfirm={async () => {
            await must(api.POST('/api/v1/letters/{id}/adopt', { ...at, body: {} }))
            changed()
            close()
          }}
        />
      )}
      {mayWrite && state === 'draft' && (
        <>
          <Button onClick={() => setForm('edit')}>{t('letter.edit')}</Button>
          <ConfirmAct
            type="primary" danger={false} act={t('letter.acts.submit')} name={letter.title} consequence={t('letter.acts.submitHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/letters/{id}/submit', { ...at, body })), changed())}
          />
          <ConfirmAct
            act={t('letter.acts.discard')} name={letter.title} consequence={t('letter.acts.discardHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/letters/{id}/withdraw', { ...at, body })), changed())}
          />
        </>
      )}
      {mayApprove && state === 'submitted' && (
        <>
          <ConfirmAct
            type="primary" danger={false} act={t('letter.acts.approve')} name={letter.title} consequence={t('letter.acts.approveHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/letters/{id}/approve', { ...at, body })), changed())}
          />
          <Button onClick={() => setForm('return')}>{t('letter.acts.return')}</Button>
        </>
      )}
      <Button href={`/api/v1/letters/${letter.id}/paper`} target="_blank">
        {t('letter.paper')}
      </Button>
      {mayWrite && state === 'published' && (
        <Button danger onClick={() => setForm('withdraw')}>
          {t('letter.acts.withdraw')}
        </Button>
      )}
      <LetterForm open={form === 'edit'} letter={letter} onClose={() => setForm(undefined)} onSaved={done} />
      <Reason
        open={form === 'return'} title={t('letter.acts.return')} label={t('letter.acts.returnReason')} onClose={() => setForm(undefined)} onSaved={done}
        send={(reason) => must(api.POST('/api/v1/letters/{id}/return', { ...at, body: { ...body, reason } }))}
      />
      <Reason
        open={form === 'withdraw'} title={t('letter.acts.withdraw')} label={t('letter.acts.withdrawReason')} onClose={() => setForm(undefined)} onSaved={done}
        send={(reason) => must(api.POST('/api/v1/letters/{id}/withdraw', { ...at, body: { ...body, reason } }))}
      />
    </div>
  )
}

interface ReasonProps {
  open: boolean
  title: string
  label: string
  send: (reason: string) => Promise<unknown>
  onClose: () => void
  onSaved: () => void
}

function Reason({ open, title, label, send, onClose, onSaved }: ReasonProps) {
  return (
    <FormDrawer<{ reason: string }> open={open} title={title} width={420} submit={(v) => send(v.reason ?? '')} submitText={title} onClose={onClose} onSaved={onSaved}>
      <Form.Item name="reason" label={label} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
        <Input.TextArea rows={3} maxLength={200} />
      </Form.Item>
    </FormDrawer>
  )
}
