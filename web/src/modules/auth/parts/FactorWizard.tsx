import { Alert, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { FactorSetup } from './FactorSetup'
import { PasswordAsk } from './PasswordAsk'
import { Recovery } from './Recovery'
import type { Factor } from './types'

/** Password, picture and first code, recovery codes: a second factor of one's own accord, or on a new phone. */
export function FactorWizard({ done, cancel }: { done: () => void; cancel: () => void }) {
  const [factor, setFactor] = useState<Factor>()
  const [codes, setCodes] = useState<string[]>()
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<{ code: string }>()

  async function confirm({ code }: { code: string }) {
    setBusy(true)
    setFailed('')
    try {
      setCodes((await must(api.POST('/api/v1/auth/second-factor/confirm', { body: { code } }))).recovery)
    } catch (e) {
      setFailed(tError(problemOf(e)))
      form.resetFields()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal open title={codes ? t('auth.recovery.title') : t('auth.second.setupTitle')} footer={null} onCancel={codes ? done : cancel} mask={{ closable: false }}>
      {codes ? (
        <Recovery codes={codes} done={done} />
      ) : !factor ? (
        <PasswordAsk go={t('ui.next')} send={async (password) => setFactor(await must(api.POST('/api/v1/auth/second-factor', { body: { password } })))} />
      ) : (
        <>
          <FactorSetup factor={factor} />
          <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void confirm(v)} className="gap-above">
            {failed && <Alert type="error" showIcon title={failed} className="gap-below" />}
            <Form.Item name="code" label={t('auth.second.firstCode')} rules={[{ required: true, message: t('auth.grants.must') }]}>
              <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('auth.second.go')}
            </Button>
          </Form>
        </>
      )}
    </Modal>
  )
}
