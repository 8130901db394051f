import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Panel } from '../../../ui/PageHeader'
import { can, useSession } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { n, type Card } from './words'

type Flag = components['schemas']['CampaignFlag']

const hue: Record<string, Hue> = { open: 'orange', cleared: 'green', confirmed: 'red' }

/** What the rules found doubtful, for people to judge. */
export function Flags({ card }: { card: Card }) {
  const [url] = useUrlState()
  const { me } = useSession()
  const cache = useQueryClient()
  const [judged, setJudged] = useState<{ flag: Flag; verb: 'clear' | 'confirm' }>()
  const path = url.path ?? ''
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign', card.id, 'flags', path], refetchInterval: 10_000,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/flags', { params: { path: { id: card.id }, query: { limit: 200, ...(path && { path }) } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const open = card.state === 'running' || card.state === 'closed'
  return (
    <Panel title={t('campaign.tabs.flags')}>
      {data.items.length === 0 ? (
        <EmptyState title={t('campaign.flag.none')} hint={t('campaign.flag.noneHint')} />
      ) : (
        <div className="cam-scroll" tabIndex={0} role="region" aria-label={t('campaign.tabs.flags')}>
          <table className="cam-table">
            <thead>
              <tr>
                <th scope="col" className="cam-left">{t('campaign.flag.school')}</th>
                <th scope="col" className="cam-left">{t('campaign.reason')}</th>
                <th scope="col">{t('campaign.flag.pupils')}</th>
                <th scope="col" className="cam-left">{t('campaign.flag.between')}</th>
                <th scope="col" className="cam-left">{t('campaign.stateOf')}</th>
                <th scope="col"><span className="visually-hidden">{t('campaign.decide')}</span></th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((f) => (
                <tr key={f.id}>
                  <th scope="row" className="cam-left cell-two"><span>{f.school}</span><span className="dim">{f.class}</span></th>
                  <td className="cam-left cam-wrap">{t(`campaign.flag.rule.${f.rule}`)}</td>
                  <td>{n(f.pupils)}</td>
                  <td className="cam-left cell-two"><span>{dateTime(f.firstAt)}</span><span className="dim">{dateTime(f.lastAt)}</span></td>
                  <td className="cam-left cell-two"><span><StatusTag hue={hue[f.state] ?? 'grey'}>{t(`campaign.flag.state.${f.state}`)}</StatusTag></span><span className="dim">{[f.decider, f.note].filter(Boolean).join('：')}</span></td>
                  <td>
                    {open && f.state === 'open' && can(me, 'campaign.review', f.path) && (
                      <span className="cam-acts">
                        <Button size="small" onClick={() => setJudged({ flag: f, verb: 'clear' })}>{t('campaign.flag.clear')}</Button>
                        <Button size="small" danger onClick={() => setJudged({ flag: f, verb: 'confirm' })}>{t('campaign.flag.confirm')}</Button>
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FormDrawer<{ note: string }>
        open={judged !== undefined} title={judged ? t(`campaign.flag.${judged.verb}`) : ''} submitText={judged ? t(`campaign.flag.${judged.verb}`) : ''} onClose={() => setJudged(undefined)}
        submit={async (v) => {
          if (!judged) return
          const args = { params: { path: { id: card.id, flagId: judged.flag.id } }, body: { version: judged.flag.version, note: v.note } }
          await must(judged.verb === 'clear' ? api.POST('/api/v1/campaigns/{id}/flags/{flagId}/clear', args) : api.POST('/api/v1/campaigns/{id}/flags/{flagId}/confirm', args))
        }}
        onSaved={() => {
          setJudged(undefined)
          void cache.invalidateQueries({ queryKey: ['campaign'] })
        }}
      >
        {judged && <p>{t(judged.verb === 'clear' ? 'campaign.flag.clearHint' : 'campaign.flag.confirmHint')}</p>}
        <Form.Item name="note" label={t('campaign.flag.note')} rules={[{ required: true }]}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}
