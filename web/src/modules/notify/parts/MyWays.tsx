import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { Trial } from './Trial'

/** Where else the reader is told: his mailbox, his telephone; each with a test. */
export function MyWays() {
  const { data, error, refetch } = useQuery({ queryKey: ['notify', 'ways'], queryFn: () => must(api.GET('/api/v1/notices/ways')) })
  return (
    <Panel title={t('notify.mine.title')}>
      {data ? <Ways key={data.mailbox} {...data} /> : error ? <ErrorState error={error} retry={() => void refetch()} /> : <Skeleton active paragraph={{ rows: 2 }} />}
    </Panel>
  )
}

function Ways({ mailbox, mailReady, smsReady }: { mailbox: string; mailReady: boolean; smsReady: boolean }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [typed, setTyped] = useState(mailbox)
  async function save(address: string) {
    try {
      await must(api.PUT('/api/v1/notices/mailbox', { body: { address } }))
      await cache.invalidateQueries({ queryKey: ['notify', 'ways'] })
      void message.success(t('notify.mine.saved'))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      <label className="notify-mailbox">
        {t('notify.mine.mailbox')}
        <Input type="email" maxLength={120} value={typed} onChange={(e) => setTyped(e.target.value)} />
      </label>
      <p>
        <Button disabled={!typed.trim() || typed === mailbox} onClick={() => void save(typed)}>
          {t('notify.mine.save')}
        </Button>{' '}
        {mailbox && <Button onClick={() => void save('')}>{t('notify.mine.remove')}</Button>}
      </p>
      {mailReady ? mailbox && <Self channel="mail" label={t('notify.mine.testMail')} /> : <p className="dim">{t('notify.mine.noMail')}</p>}
      <p className="dim">{smsReady ? t('notify.mine.sms') : t('notify.mine.noSms')}</p>
      {smsReady && <Self channel="sms" label={t('notify.mine.testSms')} />}
    </>
  )
}

function Self({ channel, label }: { channel: 'mail' | 'sms'; label: string }) {
  return (
    <Trial
      label={label}
      send={() => must(api.POST('/api/v1/notices/ways/{channel}/test', { params: { path: { channel } } }))}
      look={(message) => must(api.GET('/api/v1/notices/ways/{channel}/tests/{message}', { params: { path: { channel, message } } }))}
    />
  )
}
