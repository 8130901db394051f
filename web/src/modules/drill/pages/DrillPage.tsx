import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { Trend } from '../../../ui/Trend'
import { t } from '../../../ui/i18n'
import { usePathParam, usePageTitle } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { ModeTag, StatusTag } from '../../../ui/Tags'
import { Acts } from '../parts/Acts'
import { useDrill } from '../parts/live'
import { Overruled } from '../parts/Overruled'
import { Evaluated, Facts, Photos, Problems, Story } from '../parts/Parts'
import { Roll, Watch } from '../parts/Watch'
import { hue, overruled, type Drill } from '../parts/words'
import '../parts/drill.css'

/** One drill, live while it runs: facts left, what happened right. */
export default function DrillPage() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const { data: drill, error, refetch } = useDrill(id)
  usePageTitle(drill?.title)
  if (error && !drill) return <ErrorState error={error} retry={() => void refetch()} />
  if (!drill) return <Skeleton active paragraph={{ rows: 12 }} />
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['drills'] })
    void cache.invalidateQueries({ queryKey: ['todos'] })
  }
  const real = overruled(drill)
  return (
    <div className={real ? 'drill-page drill-real' : 'drill-page'}>
      <Overruled drill={drill} />
      <PageHeader
        back={{ href: '/drills', label: t('drill.title') }}
        title={drill.title}
        tag={
          <>
            <ModeTag value="drill" /> <StatusTag hue={hue[drill.state]}>{t(`drill.state.${drill.state}`)}</StatusTag>{' '}
            {drill.evaluation && <StatusTag hue={drill.valid ? 'green' : 'grey'}>{t(drill.valid ? 'drill.valid' : 'drill.invalid')}</StatusTag>}
          </>
        }
        hint={`${drill.schoolName} · ${drill.no}`}
        actions={
          <>
            <Acts drill={drill} changed={changed} />
            <Button href={`/drills/${drill.id}/print`}>{t('ui.print')}</Button>
          </>
        }
      />
      {!real && <p className="drill-stripe">{t('drill.stripedLong')}</p>}
      <TwoSides
        left={
          <>
            {drill.signalAt > 0 && <Watch drill={drill} />}
            {drill.form === 'actual' && drill.roll.length > 0 && (
              <Panel title={t('drill.roll')}>
                <Roll drill={drill} />
              </Panel>
            )}
            <Panel title={t('drill.facts')}>
              <Facts drill={drill} />
            </Panel>
            <Evaluated drill={drill} />
            <Problems drill={drill} changed={changed} />
            <Photos drill={drill} changed={changed} />
          </>
        }
        right={
          <>
            <Panel title={t('drill.timeline')}>
              <Story drill={drill} />
            </Panel>
            <SchoolTrend drill={drill} />
          </>
        }
      />
    </div>
  )
}

/** Whether this school gets quicker. */
function SchoolTrend({ drill }: { drill: Drill }) {
  const month = drill.day.slice(0, 7)
  const { data } = useQuery({
    queryKey: ['drills', 'trend', drill.path, month],
    queryFn: () => must(api.GET('/api/v1/drills/trend', { params: { query: { month, path: drill.path } } })),
    staleTime: 60_000,
  })
  if (!data || data.items.every((p) => p.n === 0)) return null
  return (
    <Panel title={t('drill.trend')}>
      <Trend
        width={340}
        height={200}
        label={t('drill.trend')}
        points={data.items.map((p) => ({ label: p.month.slice(5), value: p.n > 0 ? p.evacMs / 1000 : null }))}
        format={(v) => t('drill.secondsShort', { n: Math.round(v) })}
        {...(drill.targetS > 0 && { mark: { value: drill.targetS, label: t('drill.targetIs', { n: drill.targetS }) } })}
      />
    </Panel>
  )
}
