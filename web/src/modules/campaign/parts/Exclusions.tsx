import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { can, useSession } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import type { Card } from './words'

const hue: Record<string, Hue> = { asked: 'orange', approved: 'green', refused: 'red', withdrawn: 'grey' }

/** Who is asked to be left out of the count, and what was decided. */
export function Exclusions({ card }: { card: Card }) {
  const cache = useQueryClient()
  const { me } = useSession()
  const { message } = App.useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign', card.id, 'exclusions'],
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/exclusions', { params: { path: { id: card.id } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const decide = async (exclusionId: string, verb: 'approve' | 'refuse' | 'withdraw') => {
    try {
      await must(api.POST(`/api/v1/campaigns/{id}/exclusions/{exclusionId}/${verb}`, { params: { path: { id: card.id, exclusionId } } }))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
    await cache.invalidateQueries({ queryKey: ['campaign'] })
  }
  const open = card.state === 'running' || card.state === 'closed'
  return (
    <Panel title={t('campaign.tabs.exclusions')}>
      {data.items.length === 0 ? (
        <EmptyState title={t('campaign.noExclusions')} hint={t('campaign.exclusionHint')} />
      ) : (
        <div className="cam-scroll" tabIndex={0} role="region" aria-label={t('campaign.tabs.exclusions')}>
          <table className="cam-table">
            <thead>
              <tr>{(['pupil', 'reason', 'asked', 'stateOf'] as const).map((k) => <th scope="col" className="cam-left" key={k}>{t(`campaign.${k}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('campaign.decide')}</span></th></tr>
            </thead>
            <tbody>
              {data.items.map((x) => (
                <tr key={x.id}>
                  <th scope="row" className="cam-left cell-two"><span>{[x.class, t('campaign.seat', { n: x.seat }), x.name].filter(Boolean).join(' ')}</span><span className="dim">{x.school}</span></th>
                  <td className="cam-left cam-wrap">{t(`campaign.excluded.${x.reason}`)} <span className="dim">{x.note}</span></td>
                  <td className="cam-left cell-two"><span>{x.asker}</span><span className="dim">{dateTime(x.askedAt)}</span></td>
                  <td className="cam-left cell-two"><span><StatusTag hue={hue[x.state] ?? 'grey'}>{t(`campaign.decision.${x.state}`)}</StatusTag></span><span className="dim">{[x.decider, dateTime(x.decidedAt)].filter(Boolean).join(' ')}</span></td>
                  <td>
                    {open && x.state === 'asked' && (
                      <span className="cam-acts">
                        {can(me, 'campaign.approve', x.path) && x.askedBy !== me.person.id && (
                          <>
                            <Button size="small" type="primary" onClick={() => void decide(x.id, 'approve')}>{t('campaign.agree')}</Button>
                            <Button size="small" onClick={() => void decide(x.id, 'refuse')}>{t('campaign.refuse')}</Button>
                          </>
                        )}
                        {can(me, 'campaign.teach', x.path) && <Button size="small" onClick={() => void decide(x.id, 'withdraw')}>{t('campaign.withdraw')}</Button>}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
