import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { FactorSetup } from './FactorSetup'
import { Recovery } from './Recovery'
import type { Outcome } from './types'

interface Props {
  /** How far the log-in has come: the second factor is asked for, or set up. */
  outcome: Outcome
  onDone: () => void
  onRestart: () => void
}

/** What follows the first factor: the code, and after a set-up the recovery codes. */
export function SignIn({ outcome, onDone, onRestart }: Props) {
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  const [codes, setCodes] = useState<string[]>()
  const [form] = Form.useForm<{ code: string }>()
  const first = outcome.step === 'totp_setup'

  async function send({ code }: { code: string }) {
    setBusy(true)
    setFailed('')
    try {
      const said = await must(api.POST('/api/v1/auth/totp', { body: { code } }))
      if (said.recovery?.length) setCodes(said.recovery)
      else onDone()
    } catch (e) {
      const problem = problemOf(e)
      setFailed(tError(problem))
      form.resetFields()
      form.focusField('code')
      if (problem.code === 'auth.no_pending') onRestart()
    } finally {
      setBusy(false)
    }
  }

  if (codes) {
    return (
      <>
        <h1>{t('auth.recovery.title')}</h1>
        <Recovery codes={codes} done={onDone} />
      </>
    )
  }
  return (
    <>
      <h1>{first ? t('auth.second.setupTitle') : t('auth.second.title')}</h1>
      <p className="dim">{first ? t('auth.second.setupHint') : t('auth.second.hint')}</p>
      {failed && <Alert type="error" showIcon title={failed} />}
      {first && outcome.factor && <FactorSetup factor={outcome.factor} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void send(v)} className={first ? 'gap-above' : undefined}>
        <Form.Item name="code" label={first ? t('auth.second.firstCode') : t('auth.second.code')} rules={[{ required: true, message: t('auth.grants.must') }]}>
          <Input autoFocus inputMode={first ? 'numeric' : 'text'} autoComplete="one-time-code" maxLength={20} size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block size="large" loading={busy}>
          {t('auth.second.go')}
        </Button>
        <Button type="link" block onClick={onRestart}>
          {t('auth.login.again')}
        </Button>
      </Form>
    </>
  )
}
