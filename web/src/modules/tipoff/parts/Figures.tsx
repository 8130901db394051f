import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { Figure } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'

const year = 365 * 86_400_000

/** How reports were dealt with in the last year. */
export function Figures({ path }: { path: string }) {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['tipoffs', 'numbers', path],
    queryFn: () => must(api.GET('/api/v1/tipoffs/numbers', { params: { query: { path, since: Math.max(0, Date.now() - year) } } })),
  })
  if (!data || data.total === 0) return null
  return (
    <section className="tip-figures">
      <Figure label={t('tipoff.figures.total')} numerator={data.total} at={dataUpdatedAt} />
      <Figure label={t('tipoff.figures.onTime')} numerator={data.onTime} denominator={data.due} at={dataUpdatedAt} />
      <Figure label={t('tipoff.figures.hazards')} numerator={data.hazards} denominator={data.total} at={dataUpdatedAt} />
      <div className="figure">
        <span className="dim">{t('tipoff.figures.hours')}</span>
        <div className="figure-value">{data.answered ? t('tipoff.hoursUnit', { n: data.hours }) : '—'}</div>
        <span className="dim num">{t('ui.asOf', { time: dateTime(dataUpdatedAt) })}</span>
      </div>
    </section>
  )
}
