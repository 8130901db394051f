import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Drawer, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { ErrorState } from '../../../ui/States'
import { dateTime, timeOfDay } from '../../../ui/time'
import { Message } from './Message'
import { Outcome } from './Tags'
import { asText, bytesOf, reasonWord, type Card } from './words'

/** What a device has said, newest first; each opens beside the page. */
export function Inputs({ device: d }: { device: Card }) {
  const [url, setUrl] = useUrlState()
  const [beats, setBeats] = useState(false)
  const list = useInfiniteQuery({
    queryKey: ['equipment', d.id, 'inputs', beats],
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/equipment/inputs', { params: { query: { device: d.id, beats, after: pageParam, limit: 20 } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 10_000,
  })
  const items = list.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <>
      <Checkbox checked={beats} onChange={(e) => setBeats(e.target.checked)}>
        {t('device.beats')}
      </Checkbox>
      {list.error && !list.data ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton active />
      ) : items.length === 0 ? (
        <p className="dim">{t('device.noInputs')}</p>
      ) : (
        <ul className="device-rows">
          {items.map((m) => (
            <li key={m.id}>
              <button type="button" className="device-row" onClick={() => setUrl({ input: m.id }, { push: true })}>
                <span className="num">
                  {dateTime(m.at).slice(5, 10)} {timeOfDay(m.at)}
                </span>
                <Outcome of={m} />
                <span className="device-mono">{reasonWord(m.reason) || asText(bytesOf(m)).slice(0, 120)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="device-foot">
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('ui.more')}
          </Button>
        </div>
      )}
      <Drawer open={Boolean(url.input)} onClose={() => setUrl({ input: '' })} size={620} title={t('device.inputs')} destroyOnHidden>
        {url.input && <Message id={url.input} />}
      </Drawer>
    </>
  )
}
