import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Radio, Skeleton } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { percent } from '../../../ui/Figure'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date, dateTime } from '../../../ui/time'
import '../parts/book.css'

type Draw = components['schemas']['HazardDraw']
type Item = components['schemas']['HazardRecheck']

/** The random re-check of closed hazards: draw, look, write down. */
export default function Rechecks() {
  const [url, set] = useUrlState()
  const [drawing, setDrawing] = useState(false)
  const cache = useQueryClient()
  const mayDraw = useCan('hazard.grade')
  const list = useQuery({ queryKey: ['hazards', 'draws'], queryFn: async () => (await must(api.GET('/api/v1/hazard-draws'))).items })
  const id = url.id || list.data?.[0]?.id || ''
  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  return (
    <>
      <PageHeader
        title={t('hazardBook.draws')} hint={t('hazardBook.drawsHint')} back={{ href: '/hazards/numbers', label: t('hazardBook.numbers') }}
        actions={mayDraw && <Button type="primary" onClick={() => setDrawing(true)}>{t('hazardBook.draw')}</Button>}
      />
      {list.data?.length === 0 && <EmptyState title={t('hazardBook.drawNone')} />}
      {list.data && list.data.length > 1 && (
        <ul className="book-rules book-noprint">
          {list.data.map((d) => (
            <li key={d.id}>
              <button type="button" className="book-link" onClick={() => set({ id: d.id })}>{`${dateTime(d.at)} ${d.area} ${d.from}～${d.to}`}</button>{' '}
              <span className="dim">{t('hazardBook.checkedOf', { done: d.checked, size: d.size, unfixed: d.unfixed })}</span>
            </li>
          ))}
        </ul>
      )}
      {id && <OneDraw id={id} />}
      <FormDrawer<{ days: [Dayjs, Dayjs]; size: number; path?: string; seed?: string }>
        open={drawing} title={t('hazardBook.draw')} width={460} initial={{ size: 20 }} submitText={t('hazardBook.draw')} onClose={() => setDrawing(false)}
        submit={async (v) => {
          const d = await must(
            api.POST('/api/v1/hazard-draws', {
              body: { from: v.days?.[0].format('YYYY-MM-DD') ?? '', to: v.days?.[1].format('YYYY-MM-DD') ?? '', size: v.size, path: v.path ?? '', seed: v.seed ?? '' },
            }),
          )
          set({ id: d.id })
        }}
        onSaved={() => {
          setDrawing(false)
          void cache.invalidateQueries({ queryKey: ['hazards'] })
        }}
      >
        <Form.Item name="days" label={`${t('hazardBook.drawFrom')} – ${t('hazardBook.drawTo')}`}>
          <DatePicker.RangePicker />
        </Form.Item>
        <Form.Item name="path" label={t('hazardBook.area')}>
          <Area />
        </Form.Item>
        <Form.Item name="size" label={t('hazardBook.size')}>
          <InputNumber min={1} max={200} />
        </Form.Item>
        <Form.Item name="seed" label={t('hazardBook.seed')} extra={t('hazardBook.seedHint')}>
          <Input maxLength={64} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

function Area({ value, onChange }: { value?: string; onChange?: (v: string) => void }) {
  return <AreaTree by="path" value={value ?? ''} onChange={(v) => onChange?.(v)} label={t('hazardBook.area')} />
}

function OneDraw({ id }: { id: string }) {
  const { data: d, error, refetch } = useQuery({
    queryKey: ['hazards', 'draws', id],
    queryFn: () => must(api.GET('/api/v1/hazard-draws/{id}', { params: { path: { id } } })),
  })
  const [at, setAt] = useState<Item>()
  const mayRecord = useCan('hazard.grade')
  if (error && !d) return <ErrorState error={error} retry={() => void refetch()} />
  if (!d) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <Panel
      title={`${d.area} ${d.from}～${d.to}`}
      extra={<b className="num">{`${t('hazardBook.difference')} ${percent(d.unfixed, d.checked)}（${d.unfixed}/${d.checked}）`}</b>}
    >
      <p>
        {t('hazardBook.seed')} <code>{d.seed}</code> · {t('hazardBook.pool', { n: d.pool })} · {t('hazardBook.howDrawn', { n: d.size })}
        <br />
        <span className="dim">{t('hazardBook.poolHash')} <span className="book-hash">{d.poolHash}</span> · {`${d.by} ${dateTime(d.at)}`}</span>
      </p>
      <div className="book-scroll" role="region" aria-label={t('hazardBook.draws')} tabIndex={0}>
        <table className="book-table book-drawn">
          <thead>
            <tr>
              <th scope="col">{t('hazardBook.item')}</th>
              <th scope="col">{t('hazardBook.verifier')}</th>
              <th scope="col">{t('hazardBook.closedAt')}</th>
              <th scope="col">{t('hazardBook.why2')}</th>
            </tr>
          </thead>
          <tbody>
            {d.items?.map((x) => (
              <tr key={x.hazardId}>
                <th scope="row">
                  <a href={`/hazards/${x.hazardId}`} className="num">{x.number}</a> {x.school}
                  <span className="of">{`${x.place}：${x.text}`}</span>
                </th>
                <td>{x.verifier}</td>
                <td>{date(x.closedAt)}</td>
                <td>
                  {x.result !== '' ? (
                    <>
                      <StatusTag hue={x.result === 'fixed' ? 'green' : 'red'}>{t(`hazardBook.result.${x.result}`)}</StatusTag>
                      {x.newId && <a href={`/hazards/${x.newId}`}> {t('hazardBook.again')}</a>}
                      <span className="of">{x.note}</span>
                    </>
                  ) : (
                    mayRecord && <Button size="small" aria-label={`${t('hazardBook.record')} ${x.number}`} onClick={() => setAt(x)}>{t('hazardBook.record')}</Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Record draw={d} item={at} close={() => setAt(undefined)} />
    </Panel>
  )
}

function Record({ draw, item, close }: { draw: Draw; item: Item | undefined; close: () => void }) {
  const cache = useQueryClient()
  return (
    <FormDrawer<{ result: 'fixed' | 'unfixed'; note?: string }>
      key={item?.hazardId ?? ''} open={item !== undefined} title={`${t('hazardBook.record')} ${item?.number ?? ''}`} width={420} initial={{ result: 'fixed' }} onClose={close}
      submit={(v) => must(api.POST('/api/v1/hazard-draws/{id}/{hazard}/record', { params: { path: { id: draw.id, hazard: item?.hazardId ?? '' } }, body: v }))}
      onSaved={() => {
        close()
        void cache.invalidateQueries({ queryKey: ['hazards'] })
      }}
    >
      <Form.Item name="result" label={t('hazardBook.draws')}>
        <Radio.Group options={(['fixed', 'unfixed'] as const).map((value) => ({ value, label: t(`hazardBook.result.${value}`) }))} />
      </Form.Item>
      <Form.Item name="note" label={t('hazardBook.why2')}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  )
}
