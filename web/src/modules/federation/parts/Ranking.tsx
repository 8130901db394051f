import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select, Skeleton } from 'antd'
import { useRef } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { percent } from '../../../ui/Figure'
import { t, tError } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { ago, dateTime } from '../../../ui/time'

const n = (x: number) => x.toLocaleString('en-US')

/** The cities in their order, with how old each summary is. */
export function Ranking() {
  const [url, setUrl] = useUrlState()
  const subject = url.subject ?? ''
  const mayTake = useCan('federation.receive')
  const { data, error, refetch } = useQuery({
    queryKey: ['federation', 'ranking', subject],
    queryFn: () => must(api.GET('/api/v1/federation/ranking', { params: { query: { subject } } })),
    refetchInterval: 15_000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />
  const at = serverNow()
  return (
    <>
      <div className="fed-head">
        {data.subjects.length > 0 && (
          <Select aria-label={t('federation.subject')} value={data.subject} onChange={(v) => setUrl({ subject: v })} options={data.subjects.map((value) => ({ value, label: value }))} style={{ minWidth: 240 }} />
        )}
        {mayTake && <Upload />}
      </div>
      {data.cities.length === 0 ? (
        <EmptyState title={t('federation.emptyRanking')} hint={t('federation.emptyRankingHint')} />
      ) : (
        <Panel title={data.subject} extra={<b className="num">{`${n(data.total.completed)} ÷ ${n(data.total.due)} = ${percent(data.total.completed, data.total.due)}`}</b>}>
          <div className="fed-scroll" tabIndex={0} role="region" aria-label={t('federation.tabs.ranking')}>
            <table className="fed-table num">
              <thead>
                <tr>
                  <th scope="col">{t('federation.rank')}</th>
                  <th scope="col" className="fed-left">{t('federation.city')}</th>
                  {(['due', 'completed', 'rate', 'questioned', 'late'] as const).map((k) => <th scope="col" key={k}>{t(`federation.${k}`)}</th>)}
                  <th scope="col" className="fed-left">{t('federation.at')}</th>
                  <th scope="col" className="fed-left">{t('federation.file')}</th>
                </tr>
              </thead>
              <tbody>
                {data.cities.map((c) => (
                  <tr key={c.city.code}>
                    <td>{c.rank}</td>
                    <th scope="row" className="fed-left">
                      {c.city.name} <StatusTag hue={c.frozen ? 'blue' : 'grey'}>{t(c.frozen ? 'federation.frozen' : 'federation.running')}</StatusTag>{' '}
                      {c.differs && <span title={t('federation.differsHint')}><StatusTag hue="orange">{t('federation.differs')}</StatusTag></span>}
                    </th>
                    <td>{n(c.due)}</td>
                    <td>{n(c.completed)}</td>
                    <td className="fed-rate">{percent(c.completed, c.due)}</td>
                    <td>{percent(c.questioned, c.completed)}</td>
                    <td>{n(c.late)}</td>
                    <td className="fed-left">{dateTime(c.at)} <span className="dim">{ago(c.at, at)}</span></td>
                    <td className="fed-left"><a href={`/api/v1/federation/summaries/${c.summary}/file`} download>{t('federation.download')}</a></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="dim fed-note">{t('federation.rule')}</p>
          {data.missing.length > 0 && <p className="dim fed-note">{t('federation.missing', { names: data.missing.map((c) => c.name).join('、') })}</p>}
        </Panel>
      )}
    </>
  )
}

function Upload() {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const pick = useRef<HTMLInputElement>(null)
  async function send(file: File) {
    try {
      const body = (await file.text()) as never
      const receipt = await must(api.POST('/api/v1/federation/summaries', { body, bodySerializer: (b) => b as unknown as string, headers: { 'Content-Type': 'application/json' } }))
      void message.success(t('federation.taken', { seq: receipt.seq }))
      await cache.invalidateQueries({ queryKey: ['federation'] })
    } catch (e) {
      void message.error(tError(problemOf(e)), 8)
    }
  }
  return (
    <>
      <Button onClick={() => pick.current?.click()}>{t('federation.upload')}</Button>
      <input
        ref={pick} type="file" accept=".json,application/json" hidden aria-label={t('federation.upload')}
        onChange={(e) => {
          const file = e.target.files?.[0]
          e.target.value = ''
          if (file) void send(file)
        }}
      />
    </>
  )
}
