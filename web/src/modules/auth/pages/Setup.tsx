import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useGo } from '../../../ui/nav'
import { EmptyState } from '../../../ui/States'
import { Door } from '../parts/Door'
import { SetupForm, type SetupValues } from '../parts/SetupForm'
import { SignIn } from '../parts/SignIn'
import type { Outcome } from '../parts/types'

/** Reads `/setup#setup=…` or `/setup#invite=…` once: what follows the # is sent to nobody by the browser itself. */
function linkOf(hash: string): { kind: 'setup' | 'invite'; token: string } | undefined {
  const [kind, token] = hash.replace(/^#/, '').split('=')
  return (kind === 'setup' || kind === 'invite') && token ? { kind, token } : undefined
}

export default function Setup() {
  const [link] = useState(() => linkOf(location.hash))
  const [outcome, setOutcome] = useState<Outcome>()
  const go = useGo()
  const cache = useQueryClient()
  const invited = useQuery({
    queryKey: ['auth', 'invitation', link?.token],
    queryFn: () => must(api.POST('/api/v1/auth/invitation', { body: { token: link?.token ?? '' } })),
    enabled: link?.kind === 'invite',
    retry: false,
    staleTime: Infinity,
  })

  function done() {
    cache.clear()
    go('/', { replace: true })
  }

  async function send(values: SetupValues) {
    const token = link?.token ?? ''
    const said =
      link?.kind === 'setup'
        ? await must(api.POST('/api/v1/auth/setup', { body: { token, login: values.login, name: values.name, password: values.password } }))
        : await must(api.POST('/api/v1/auth/invitation/accept', { body: { token, password: values.password } }))
    if (said.step === 'done') done()
    else setOutcome(said)
  }

  const toLogin = <Button href="/login">{t('auth.setup.toLogin')}</Button>
  return (
    <Door>
      {outcome ? (
        <SignIn outcome={outcome} onDone={done} onRestart={() => go('/login', { replace: true })} />
      ) : !link ? (
        <EmptyState title={t('auth.setup.badLink')} hint={t('auth.setup.badLinkHint')} action={toLogin} />
      ) : invited.error ? (
        <EmptyState title={tError(problemOf(invited.error))} action={toLogin} />
      ) : link.kind === 'invite' && !invited.data ? (
        <Skeleton active paragraph={{ rows: 4 }} />
      ) : (
        <>
          <h1>{link.kind === 'setup' ? t('auth.setup.title') : t('auth.setup.inviteTitle')}</h1>
          <p className="dim">{invited.data ? t('auth.setup.inviteHint', invited.data) : t('auth.setup.hint')}</p>
          <SetupForm first={link.kind === 'setup'} login={invited.data?.login ?? ''} submit={send} />
        </>
      )}
    </Door>
  )
}
