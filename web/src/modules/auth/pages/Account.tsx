import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { useSession } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { FactorWizard } from '../parts/FactorWizard'
import { DropFactor, NewRecovery, PasswordForm, PinForm } from '../parts/OwnForms'
import { Sessions } from '../parts/Sessions'
import { roleName } from '../parts/words'

type Open = 'password' | 'pin' | 'factor' | 'drop' | 'recovery' | undefined

export default function Account() {
  const { me } = useSession()
  const [open, setOpen] = useState<Open>()
  const cache = useQueryClient()
  const account = useQuery({ queryKey: ['auth', 'account'], queryFn: () => must(api.GET('/api/v1/auth/account')) })
  const sessions = useQuery({ queryKey: ['auth', 'sessions', 'mine'], queryFn: () => must(api.GET('/api/v1/auth/sessions')) })
  const a = account.data

  function saved() {
    setOpen(undefined)
    void cache.invalidateQueries({ queryKey: ['auth'] })
  }

  if (account.error) return <ErrorState error={account.error} retry={() => void account.refetch()} />
  if (!a) return <Skeleton active paragraph={{ rows: 8 }} className="page-wait" />
  return (
    <>
      <PageHeader title={t('auth.account.title')} />
      <TwoSides
        left={
          <>
            <Panel title={t('auth.account.who')}>
              <FactList
                facts={[
                  { label: t('auth.people.name'), value: me.person.name },
                  { label: t('auth.people.login'), value: a.login },
                  { label: t('auth.people.place'), value: me.person.unit },
                  { label: t('auth.account.roles'), value: me.roles.map((r) => roleName(String(r))).join('、') || t('auth.account.noRoles') },
                ]}
              />
            </Panel>
            <Panel
              title={t('auth.account.sessions')}
              extra={
                (sessions.data?.items.length ?? 0) > 1 && (
                  <ConfirmAct
                    act={t('auth.account.endOthers')}
                    name={t('auth.account.otherSessions')}
                    consequence={t('auth.session.endHint')}
                    size="small"
                    onConfirm={async () => {
                      await must(api.POST('/api/v1/auth/sessions/end-others'))
                      await sessions.refetch()
                    }}
                  />
                )
              }
            >
              {sessions.error ? (
                <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
              ) : sessions.data ? (
                <Sessions items={sessions.data.items} />
              ) : (
                <Skeleton active title={false} />
              )}
            </Panel>
          </>
        }
        right={
          <>
            <Panel title={t('auth.account.password')}>
              <p className="dim">{t('auth.account.passwordNote')}</p>
              <Button onClick={() => setOpen('password')}>{t('auth.account.changePassword')}</Button>
            </Panel>
            <Panel
              title={t('auth.account.second')}
              extra={<StatusTag hue={a.secondFactor ? 'green' : 'grey'}>{a.secondFactor ? t('auth.account.secondOn') : t('auth.account.secondOff')}</StatusTag>}
            >
              <p className="dim">
                {[a.demanded && t('auth.account.secondDemanded'), a.secondFactor && t('auth.recovery.left', { n: a.recoveryLeft })].filter(Boolean).join(' · ')}
              </p>
              <div className="acts">
                <Button onClick={() => setOpen('factor')}>{a.secondFactor ? t('auth.account.replaceSecond') : t('auth.account.setSecond')}</Button>
                {a.secondFactor && <Button onClick={() => setOpen('recovery')}>{t('auth.account.newRecovery')}</Button>}
                {a.secondFactor && !a.demanded && (
                  <Button danger onClick={() => setOpen('drop')}>
                    {t('auth.account.dropSecond')}
                  </Button>
                )}
              </div>
            </Panel>
            <Panel title={t('auth.account.pin')} extra={<StatusTag hue={a.hasPin ? 'green' : 'grey'}>{a.hasPin ? t('auth.account.pinOn') : t('auth.account.pinOff')}</StatusTag>}>
              <p className="dim">{t('auth.account.pinNote')}</p>
              <Button onClick={() => setOpen('pin')}>{t('auth.account.setPin')}</Button>
            </Panel>
          </>
        }
      />
      <PasswordForm open={open === 'password'} onSaved={saved} onClose={() => setOpen(undefined)} />
      <PinForm open={open === 'pin'} onSaved={saved} onClose={() => setOpen(undefined)} />
      <DropFactor open={open === 'drop'} onSaved={saved} onClose={() => setOpen(undefined)} />
      {open === 'factor' && <FactorWizard done={saved} cancel={() => setOpen(undefined)} />}
      {open === 'recovery' && <NewRecovery done={saved} cancel={() => setOpen(undefined)} />}
    </>
  )
}
