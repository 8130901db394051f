import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton, Switch } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ApiProblem, problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { forget, lookAtPush, setUrgentOnly, switchOff, switchOn, type Mine } from './push'

/** Whether this browser is woken, and which others of the reader are. */
export function Push() {
  const { data, error, refetch } = useQuery({
    queryKey: ['notify', 'push'],
    queryFn: async () => {
      const [mine, all] = await Promise.all([lookAtPush(), must(api.GET('/api/v1/push/subscriptions'))])
      return { mine, all: all.items }
    },
  })
  return (
    <Panel title={t('notify.push.title')}>
      {data ? <Switches mine={data.mine} all={data.all} /> : error ? <ErrorState error={error} retry={() => void refetch()} /> : <Skeleton active paragraph={{ rows: 2 }} />}
    </Panel>
  )
}

interface Browser {
  id: string
  endpoint: string
  label: string
  urgentOnly: boolean
  since: number
}

function Switches({ mine, all }: { mine: Mine; all: Browser[] }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const here = all.find((browser) => browser.endpoint === mine.endpoint)
  // The browser may still hold what the server has forgotten; then it is off.
  const on = mine.state === 'on' && here !== undefined
  async function act(what: () => Promise<void>) {
    setBusy(true)
    try {
      await what()
    } catch (e) {
      void message.error(e instanceof ApiProblem ? tError(problemOf(e)) : t('notify.push.failed'))
    } finally {
      setBusy(false)
      await cache.invalidateQueries({ queryKey: ['notify', 'push'] })
    }
  }
  const others = all.filter((browser) => browser !== here)
  const cannot = mine.state !== 'on' && mine.state !== 'off'
  return (
    <>
      <p className="dim">{cannot ? t(`notify.push.${mine.state as 'insecure' | 'unsupported' | 'denied'}`) : t('notify.push.hint')}</p>
      {!cannot && (
        <label className="notify-switch">
          <Switch checked={on} loading={busy} onChange={(want) => void act(() => (want ? switchOn(false) : switchOff()))} />
          {t('notify.push.on')}
        </label>
      )}
      {on && (
        <label className="notify-switch">
          <Switch checked={here.urgentOnly} disabled={busy} onChange={(only) => void act(() => setUrgentOnly(only))} />
          {t('notify.push.urgentOnly')}
        </label>
      )}
      {others.length > 0 && (
        <>
          <h3>{t('notify.push.others')}</h3>
          <ul className="notify-browsers">
            {others.map((browser) => (
              <li key={browser.id}>
                <span>
                  {browser.label || t('notify.push.unnamed')}
                  <span className="dim num"> {t('notify.push.since', { time: dateTime(browser.since) })}</span>
                </span>
                <Button size="small" disabled={busy} onClick={() => void act(() => forget(browser.endpoint))}>
                  {t('notify.push.remove')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
