import { Button, Form, Input, Modal, Space } from 'antd'
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
            <Input id="take-out-reason" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} autoComplete="off" />
          </Form.Item>
          <Space wrap>
            {(['case', 'review', 'check', 'court'] as const).map((k) => (
              <Button key={k} size="small" onClick={() => setReason(t(`alarm.proof.reasons.${k}`))}>
                {t(`alarm.proof.reasons.${k}`)}
              </Button>
            ))}
          </Space>
        </Form>
      </Modal>
    </>
  )
}
