import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { PageHeader } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { division, n, pct, stateHue } from '../parts/words'
import '../parts/campaign.css'

/** A class teacher's own classes in every campaign that is open. */
export default function MyClass() {
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign', 'mine'], refetchInterval: 15_000,
    queryFn: () => must(api.GET('/api/v1/campaigns/mine')),
  })
  return (
    <>
      <PageHeader title={t('campaign.mine.title')} hint={t('campaign.mine.hint')} />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : data.items.length === 0 ? (
        <EmptyState title={t('campaign.mine.empty')} hint={t('campaign.mine.emptyHint')} />
      ) : (
        <div className="cam-cards">
          {data.items.map(({ campaign, row, school, held }) => (
            <section className="panel" key={campaign.id + row.classId} aria-label={`${campaign.title} ${row.name}`}>
              <h2>{campaign.title}</h2>
              <span className="dim num">
                {school} {row.name} · <StatusTag hue={stateHue[campaign.state]}>{t(`campaign.state.${campaign.state}`)}</StatusTag> {t('campaign.mine.until', { time: date(campaign.untilAt) })}
              </span>
              <span className="figure-value num">{pct(row.rate)}</span>
              <span className="dim num">{division(row)}</span>
              <div className="cam-bar" aria-hidden="true"><span style={{ width: `${row.rate / 100}%` }} /></div>
              <span className="num">
                {t('campaign.fact.open')} <b>{n(row.due - row.done - row.late)}</b> · {t('campaign.mine.held', { n: held })}
              </span>
              <span className="cam-acts">
                {row.due > row.done + row.late && (
                  <Button type="primary" href={`/campaigns/${campaign.id}/classes/${row.classId}?teach=1`}>{t(held ? 'campaign.class.again' : 'campaign.class.start')}</Button>
                )}
                <Button href={`/campaigns/${campaign.id}/classes/${row.classId}`}>{t('campaign.mine.open')}</Button>
              </span>
            </section>
          ))}
        </div>
      )}
    </>
  )
}
