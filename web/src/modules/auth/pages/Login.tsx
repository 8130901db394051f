import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useGo, useUrlState } from '../../../ui/nav'
import { Door } from '../parts/Door'
import { SignIn } from '../parts/SignIn'
import type { Outcome } from '../parts/types'
import { homeward, isElsewhere } from '../parts/way'

export default function Login() {
  const [url, setUrl] = useUrlState()
  const go = useGo()
  const cache = useQueryClient()
  const [outcome, setOutcome] = useState<Outcome>()
  const [failed, setFailed] = useState(url.error ? tError({ code: url.error }) : '')
  const [busy, setBusy] = useState(false)
  const from = homeward(url.from)
  const { data: options } = useQuery({ queryKey: ['auth', 'options'], queryFn: () => must(api.GET('/api/v1/auth/options')), staleTime: Infinity })
  // The city's log-in service sent the browser back, and the second factor is still to come.
  const waiting = useQuery({
    queryKey: ['auth', 'pending'],
    queryFn: () => must(api.GET('/api/v1/auth/pending')),
    enabled: url.step === 'second',
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  const second = outcome ?? (url.step === 'second' ? waiting.data : undefined)

  function done() {
    // Whoever was here before, what he might do is forgotten.
    cache.clear()
    if (isElsewhere(from)) location.assign(from)
    else go(from, { replace: true })
  }

  async function send(values: { login: string; password: string }) {
    setBusy(true)
    setFailed('')
    try {
      const said = await must(api.POST('/api/v1/auth/login', { body: values }))
      if (said.step === 'done') done()
      else setOutcome(said)
    } catch (e) {
      setFailed(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  function restart() {
    setOutcome(undefined)
    setUrl({ step: '', error: '' })
  }

  if (second) {
    return (
      <Door>
        <SignIn outcome={second} onDone={done} onRestart={restart} />
      </Door>
    )
  }
  return (
    <Door foot={t('auth.login.forgot')}>
      <h1>{t('auth.login.title')}</h1>
      {failed && <Alert type="error" showIcon title={failed} />}
      <Form layout="vertical" requiredMark={false} onFinish={(v: { login: string; password: string }) => void send(v)}>
        <Form.Item name="login" label={t('auth.login.name')} rules={[{ required: true, whitespace: true, message: t('auth.login.namePlaceholder') }]}>
          <Input size="large" autoFocus autoComplete="username" autoCapitalize="none" maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t('auth.login.password')} rules={[{ required: true, message: t('auth.login.passwordPlaceholder') }]}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block size="large" loading={busy}>
          {t('auth.login.go')}
        </Button>
      </Form>
      {options?.oidc && (
        <>
          <div className="door-or">{t('auth.login.or')}</div>
          {/* A walk of the whole browser to another server: not a link inside the page. */}
          <Button block size="large" onClick={() => location.assign(`${options.oidc}?from=${encodeURIComponent(from)}`)}>
            {t('auth.login.oidc')}
          </Button>
        </>
      )}
      {options?.demo && <Alert type="info" title={t('auth.login.demo')} className="gap-above" style={{ marginBottom: 0 }} />}
    </Door>
  )
}
