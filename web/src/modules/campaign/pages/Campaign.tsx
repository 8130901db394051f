import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton, Tabs } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { usePageTitle, usePathParam, useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Acts } from '../parts/Acts'
import { ContentForm } from '../parts/ContentForm'
import { Corrections } from '../parts/Corrections'
import { Exclusions } from '../parts/Exclusions'
import { Flags } from '../parts/Flags'
import { Lagging } from '../parts/Lagging'
import { Overview } from '../parts/Overview'
import { Plan } from '../parts/Plan'
import { Stepper } from '../parts/Stepper'
import { stateHue } from '../parts/words'
import '../parts/campaign.css'

/** One campaign: how it stands, where, what is doubtful, and what comes next. */
export default function Campaign() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const [url, setUrl] = useUrlState()
  const [edit, setEdit] = useState(false)
  const { data: card, error, refetch } = useQuery({
    queryKey: ['campaign', 'one', id],
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data?.state === 'published' ? 1500 : 10_000),
  })
  usePageTitle(card?.title)
  const edits = useCan('campaign.edit', card?.path)
  const approves = useCan('campaign.approve', card?.path)
  const official = edits || approves
  const decides = useCan('campaign.approve')
  const school = useCan('campaign.teach')
  const reviews = useCan('campaign.review')
  if (error && !card) return <ErrorState error={error} retry={() => void refetch()} />
  if (!card) return <Skeleton active paragraph={{ rows: 10 }} />
  const again = () => cache.invalidateQueries({ queryKey: ['campaign'] })
  const begun = card.runningAt > 0
  const frozen = card.frozenAt > 0
  const tabs = begun
    ? [
        { key: 'overview', label: t('campaign.tabs.overview'), children: <Overview card={card} /> },
        { key: 'lagging', label: t('campaign.tabs.lagging'), children: <Lagging card={card} /> },
        reviews && { key: 'flags', label: t('campaign.tabs.flags'), children: <Flags card={card} /> },
        (decides || school) && { key: 'exclusions', label: t('campaign.tabs.exclusions'), children: <Exclusions card={card} /> },
        frozen && { key: 'corrections', label: t('campaign.tabs.corrections'), children: <Corrections card={card} /> },
        { key: 'plan', label: t('campaign.tabs.plan'), children: <Plan card={card} /> },
      ].filter((x) => x !== false)
    : []
  return (
    <>
      <PageHeader
        back={{ href: '/campaigns', label: t('campaign.title') }}
        title={card.title} tag={<StatusTag hue={stateHue[card.state]}>{t(`campaign.state.${card.state}`)}</StatusTag>}
        hint={[card.areaName, card.theme].filter(Boolean).join(' · ')}
        actions={
          <>
            {card.state === 'draft' && official && <Button onClick={() => setEdit(true)}>{t('campaign.editDraft')}</Button>}
            <Acts card={card} done={again} />
          </>
        }
      />
      {official && <Stepper card={card} />}
      {card.state === 'draft' && card.returnReason && <p className="cam-corrected">{t('campaign.returned', { reason: card.returnReason })}</p>}
      {begun ? <Tabs activeKey={url.tab ?? 'overview'} onChange={(tab) => setUrl({ tab })} items={tabs} destroyOnHidden /> : <Plan card={card} />}
      {card.state === 'draft' && official && (
        <ContentForm
          key={card.version} open={edit} card={card} onClose={() => setEdit(false)}
          onSaved={() => {
            setEdit(false)
            void again()
          }}
        />
      )}
    </>
  )
}
