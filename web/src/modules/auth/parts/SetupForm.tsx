import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { problemOf } from '../../../api/problem'
import { place } from '../../../ui/form/errors'
import { t, tError } from '../../../ui/i18n'
import { NewPassword } from './NewPassword'

export interface SetupValues {
  login: string
  name: string
  password: string
}

/** Account and name for the very first person, a password for everybody; the server judges it. */
export function SetupForm({ first, login, submit }: { first: boolean; login: string; submit: (v: SetupValues) => Promise<void> }) {
  const [form] = Form.useForm<SetupValues>()
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)

  async function send(values: SetupValues) {
    setBusy(true)
    setFailed('')
    try {
      await submit(values)
    } catch (e) {
      const problem = problemOf(e)
      const { at } = place(problem, () => true)
      form.setFields(at as never)
      if (at.length === 0) setFailed(tError(problem))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void send(v)}>
      {failed && <Alert type="error" showIcon title={failed} />}
      {first ? (
        <>
          <Form.Item name="login" label={t('auth.people.login')} extra={t('auth.people.loginHint')} rules={[{ required: true, message: t('auth.login.namePlaceholder') }]}>
            <Input autoComplete="username" autoCapitalize="none" autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item name="name" label={t('auth.setup.name')} rules={[{ required: true, whitespace: true, message: t('auth.grants.must') }]}>
            <Input autoComplete="name" maxLength={40} />
          </Form.Item>
        </>
      ) : (
        // A password manager learns for whom the new password is.
        <input type="text" autoComplete="username" defaultValue={login} hidden readOnly />
      )}
      <NewPassword name="password" />
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>
        {t('auth.setup.go')}
      </Button>
    </Form>
  )
}
