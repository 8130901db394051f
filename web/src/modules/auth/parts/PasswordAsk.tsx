import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'

/** Asks for the password once more before something about the log-in changes. */
export function PasswordAsk({ go, send }: { go: string; send: (password: string) => Promise<unknown> }) {
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  async function submit({ password }: { password: string }) {
    setBusy(true)
    setFailed('')
    try {
      await send(password)
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(v: { password: string }) => void submit(v)}>
      {failed && <Alert type="error" showIcon title={failed} className="gap-below" />}
      <Form.Item name="password" label={t('auth.account.confirmWith')} rules={[{ required: true, message: t('auth.login.passwordPlaceholder') }]}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {go}
      </Button>
    </Form>
  )
}
