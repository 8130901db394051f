import { useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { api, must, onSessionExpired } from '../api/client'
import { problemOf } from '../api/problem'
import { t, tError } from '../ui/i18n'

/**
 * The session ran out in the middle of something: log in here, and the request
 * that found out is sent again. The form underneath keeps what was typed.
 */
export function LogInAgain() {
  const [answer, setAnswer] = useState<(ok: boolean) => void>()
  const [step, setStep] = useState<'password' | 'totp'>('password')
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  const cache = useQueryClient()
  const [form] = Form.useForm<{ login: string; password: string; code: string }>()

  useEffect(() => {
    onSessionExpired(
      () =>
        new Promise<boolean>((resolve) => {
          setStep('password')
          setFailed('')
          setAnswer(() => resolve)
        }),
    )
    return () => onSessionExpired(undefined)
  }, [])

  function done(ok: boolean) {
    answer?.(ok)
    setAnswer(undefined)
    form.resetFields(['password', 'code'])
    // It may be another person who logged in: what they may do is asked anew.
    if (ok) void cache.invalidateQueries({ queryKey: ['session'] })
    else location.assign(`/login?from=${encodeURIComponent(location.pathname + location.search)}`)
  }

  async function send(values: { login: string; password: string; code: string }) {
    setBusy(true)
    setFailed('')
    try {
      const call =
        step === 'totp'
          ? api.POST('/api/v1/auth/totp', { body: { code: values.code } })
          : api.POST('/api/v1/auth/login', { body: { login: values.login, password: values.password } })
      const said = (await must(call)) as { step?: string }
      if (said.step === 'totp') setStep('totp')
      else if (said.step === 'totp_setup') done(false)
      else done(true)
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={answer !== undefined}
      title={t('app.again.title')}
      okText={t('app.again.go')}
      cancelText={t('app.again.give')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={() => done(false)}
      mask={{ closable: false }}
      width={420}
      zIndex={2000}
    >
      <p className="dim">{t('app.again.hint')}</p>
      {failed && <Alert type="error" showIcon title={failed} className="gap-below" />}
      <Form form={form} layout="vertical" onFinish={(v) => void send(v)} requiredMark={false}>
        {step === 'password' ? (
          <>
            <Form.Item name="login" label={t('app.again.login')} rules={[{ required: true }]}>
              <Input autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t('app.again.password')} rules={[{ required: true }]}>
              <Input.Password autoComplete="current-password" onPressEnter={form.submit} />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="code" label={t('app.again.code')} extra={t('app.again.codeHint')} rules={[{ required: true }]}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus onPressEnter={form.submit} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
