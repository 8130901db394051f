import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import '../parts/mediation.css'

type Cell = components['schemas']['MediationCell']

/** How many children are cared for; small numbers are not told. */
export default function CareFigures() {
  const { data, error, refetch } = useQuery({ queryKey: ['mediation-care', 'counts'], queryFn: () => must(api.GET('/api/v1/mediation/care/counts')) })
  const show = (c: Cell) => (c.mask === 'small' ? <span className="dim">{`<${data!.least}`}</span> : c.mask === 'hidden' ? <span className="dim" title={t('mediation.countHidden')}>*</span> : c.n)
  return (
    <>
      <PageHeader title={t('mediation.careCounts')} hint={t('mediation.careCountsHint', { n: data?.least ?? 5 })} />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.rows.length === 0 && <EmptyState title={t('mediation.careEmpty')} />}
      {data && data.rows.length > 0 && (
        <Panel title={data.place}>
          <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('mediation.careCounts')}>
            <table className="mediation-table">
              <thead>
                <tr>
                  <th>{t('mediation.countRow')}</th>
                  {data.kinds.map((k) => (
                    <th key={k} className="num">{t(`mediation.careKinds.${k as 'mind'}`)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.rows.map((r) => (
                  <tr key={r.name}>
                    <td>{r.name}</td>
                    {r.cells.map((c, i) => (
                      <td key={data.kinds[i]} className="num">{show(c)}</td>
                    ))}
                  </tr>
                ))}
                <tr>
                  <td>
                    <b>{t('mediation.countTotal')}</b>
                  </td>
                  {data.total.map((c, i) => (
                    <td key={data.kinds[i]} className="num">
                      <b>{show(c)}</b>
                    </td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
        </Panel>
      )}
    </>
  )
}
