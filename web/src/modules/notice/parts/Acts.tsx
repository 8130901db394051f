import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import type { Notice } from './notice'
import { NoticeForm } from './NoticeForm'

/** What may be done with it now. */
export function Acts({ of: n, changed }: { of: Notice; changed: () => void }) {
  const [form, setForm] = useState<'edit' | 'change' | 'return' | 'cancel'>()
  const mayWrite = useCan('notice.write', n.path)
  const mayApprove = useCan('notice.approve', n.path)
  const at = { params: { path: { id: n.id } } }
  const body = { version: n.version }
  const done = () => (changed(), setForm(undefined))
  return (
    <div className="notice-acts">
      {mayWrite && n.state === 'draft' && (
        <>
          <Button onClick={() => setForm('edit')}>{t('notice.edit')}</Button>
          <ConfirmAct
            type="primary" danger={false} act={t('notice.acts.submit')} name={n.title} consequence={t('notice.acts.submitHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/safety-notices/{id}/submit', { ...at, body })), changed())}
          />
        </>
      )}
      {mayApprove && n.state === 'submitted' && (
        <>
          <ConfirmAct
            type="primary" danger={false} act={t('notice.acts.approve')} name={n.title} consequence={t('notice.acts.approveHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/safety-notices/{id}/approve', { ...at, body })), changed())}
          />
          <Button onClick={() => setForm('return')}>{t('notice.acts.return')}</Button>
        </>
      )}
      {mayWrite && (n.state === 'draft' || n.state === 'submitted') && (
        <ConfirmAct
          act={t('notice.acts.discard')} name={n.title} consequence={t('notice.acts.discardHint')}
          onConfirm={async () => (await must(api.POST('/api/v1/safety-notices/{id}/discard', { ...at, body })), changed())}
        />
      )}
      {n.state === 'issued' && mayWrite && <Button onClick={() => setForm('change')}>{t('notice.acts.change')}</Button>}
      {n.state === 'issued' && mayApprove && <Button danger onClick={() => setForm('cancel')}>{t('notice.acts.cancel')}</Button>}
      {n.issuedAt > 0 && <Button href={`/api/v1/safety-notices/${n.id}/cap`} download>{t('notice.cap')}</Button>}
      <NoticeForm key={`${n.id}${n.version}`} open={form === 'edit' || form === 'change'} of={n} as={form === 'change' ? 'change' : 'edit'} onClose={() => setForm(undefined)} onSaved={done} />
      <Reason
        open={form === 'return'} title={t('notice.acts.return')} label={t('notice.acts.returnReason')} onClose={() => setForm(undefined)} onSaved={done}
        send={(reason) => must(api.POST('/api/v1/safety-notices/{id}/return', { ...at, body: { ...body, reason } }))}
      />
      <Reason
        open={form === 'cancel'} title={t('notice.acts.cancel')} label={t('notice.acts.cancelReason')} onClose={() => setForm(undefined)} onSaved={done}
        send={(reason) => must(api.POST('/api/v1/safety-notices/{id}/cancel', { ...at, body: { ...body, reason } }))}
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
