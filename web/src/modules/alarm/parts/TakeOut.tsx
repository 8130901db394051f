import { AutoComplete, Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { t } from '../../../ui/i18n'

interface Way {
  label: string
  /** Address of what is taken out, given the purpose. */
  href: (reason: string) => string
  /** Opens beside this page instead of being saved. */
  page?: boolean
}

/** A button that asks what for before anything leaves the house. */
export function TakeOut({ label, hint, ways }: { label: string; hint: string; ways: Way[] }) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const enough = [...reason.trim()].length >= 2
  const usual = (['case', 'review', 'check', 'court'] as const).map((k) => ({ value: t(`alarm.proof.reasons.${k}`) }))
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      <Modal
        open={open}
        title={label}
        onCancel={() => setOpen(false)}
        footer={ways.map((way, i) => (
          <Button
            key={way.label}
            type={i === 0 ? 'primary' : 'default'}
            disabled={!enough}
            href={enough ? way.href(reason.trim()) : undefined}
            {...(way.page ? { target: '_blank', rel: 'noopener' } : {})}
            onClick={() => setOpen(false)}
          >
            {way.label}
          </Button>
        ))}
      >
        <p className="dim">{hint}</p>
        <Form layout="vertical">
          <Form.Item label={t('alarm.proof.reason')} htmlFor="take-out-reason" required help={t('alarm.proof.reasonHint')}>
            <AutoComplete id="take-out-reason" options={usual} value={reason} onChange={setReason} maxLength={200} style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
