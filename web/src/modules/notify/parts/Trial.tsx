import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { problemOf } from '../../../api/problem'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { timeOfDay } from '../../../ui/time'
import { whyWord, type Receipt } from './endpoint'

interface Props {
  label: string
  /** Sends the test and returns the id of its message. */
  send: () => Promise<{ messageId: string }>
  /** How that message is doing. */
  look: (messageId: string) => Promise<Receipt>
  onEnd?: () => void
}

const hues: Record<string, Hue> = { queued: 'blue', sent: 'green', delivered: 'green', failed: 'red', expired: 'red' }
const over = (r: Receipt | undefined) => r !== undefined && (r.state !== 'queued' || r.error !== '')

/** A button that really sends a test, and says how it goes until it is over. */
export function Trial({ label, send, look, onEnd }: Props) {
  const [id, setID] = useState('')
  const start = useMutation({ mutationFn: send, onSuccess: (m) => setID(m.messageId) })
  const { data } = useQuery({
    queryKey: ['notify', 'trial', id],
    queryFn: async () => {
      const r = await look(id)
      if (over(r)) onEnd?.()
      return r
    },
    enabled: id !== '',
    refetchInterval: (q) => (over(q.state.data) ? false : 500),
  })
  return (
    <div className="notify-trial">
      <Button loading={start.isPending || (id !== '' && !over(data))} onClick={() => start.mutate()}>
        {label}
      </Button>
      <span role="status">
        {start.error && <span className="notify-bad">{tError(problemOf(start.error))}</span>}
        {id !== '' && !data && t('notify.channels.testWait')}
        {data && (
          <>
            <StatusTag hue={hues[data.state] ?? 'grey'}>{tMaybe(`notify.receipt.${data.state}`) ?? data.state}</StatusTag>{' '}
            <span className="num">{timeOfDay(data.sentAt || data.queuedAt)}</span> {data.error && whyWord(data.error)}
          </>
        )}
      </span>
    </div>
  )
}
