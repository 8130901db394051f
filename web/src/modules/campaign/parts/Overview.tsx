import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { Curve } from '../../../ui/Curve'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { date } from '../../../ui/time'
import { Crumbs } from './Crumbs'
import { Headline } from './Headline'
import { useNumbers } from './numbers'
import { Children, Grades } from './Tables'
import type { Card } from './words'

/** How the place in the address stands, and what is below it. */
export function Overview({ card }: { card: Card }) {
  const [url, setUrl] = useUrlState()
  const path = url.path ?? ''
  const { data, still, error, refetch } = useNumbers(card, path)
  const mayExport = useCan('campaign.review', path || undefined)
  const curve = useQuery({
    queryKey: ['campaign', card.id, 'curve', path], placeholderData: (old) => old, refetchInterval: card.state === 'running' ? 15_000 : false,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/curve', { params: { path: { id: card.id }, query: { path } } })),
  }).data
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  const query = data.row.path ? `?path=${encodeURIComponent(data.row.path)}` : ''
  return (
    <>
      <Crumbs card={card} row={data.row} go={(p) => setUrl({ path: p }, { push: true })} />
      <Headline data={data} still={still} card={card} />
      <div className="cam-two">
        <Panel title={t('campaign.curve')}>
          {curve && curve.items.length > 0 ? (
            <Curve label={t('campaign.curve')} whole={curve.due} from={date(card.startAt)} to={date(card.untilAt)} goal={95} points={curve.items.map((d) => ({ day: d.day, sum: d.sum, added: d.done }))} />
          ) : (
            <EmptyState title={t('campaign.noCurve')} />
          )}
        </Panel>
        <Panel title={t('campaign.byGrade')}><Grades rows={data.grades} /></Panel>
      </div>
      <Panel
        title={t(`campaign.below.${data.below}`)}
        extra={
          <span className="cam-acts">
            {data.below !== 'class' && <Button size="small" href={`/campaigns/${card.id}/print${query}`}>{t('campaign.print.act')}</Button>}
            {mayExport && <Button size="small" href={`/api/v1/campaigns/${card.id}/export${query}`} download>{t('campaign.excel')}</Button>}
          </span>
        }
      >
        <Children data={data} ranks={still?.ranks} card={card} go={(p) => setUrl({ path: p }, { push: true })} />
      </Panel>
    </>
  )
}
