import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { useGo } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { RoundForm } from '../parts/RoundForm'
import { roundHue } from '../parts/words'
import '../parts/inspection.css'

/** The rounds of inspections, with how far each has come. */
export default function Rounds() {
  const runs = useCan('inspection.run')
  const go = useGo()
  const { data, error, refetch } = useQuery({
    queryKey: ['inspections', 'rounds'],
    queryFn: () => must(api.GET('/api/v1/inspections/rounds', { params: { query: {} } })),
    refetchInterval: 30_000,
  })
  return (
    <>
      <PageHeader title={t('inspection.rounds')} hint={t('inspection.roundsHint')} actions={runs && <RoundForm saved={(id) => go(`/inspections/rounds/${id}`)} />} />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {data?.items.length === 0 && <EmptyState title={t('inspection.noRounds')} hint={t(runs ? 'inspection.noRoundsHint' : 'inspection.noRoundsOther')} />}
      {data && data.items.length > 0 && (
        <Panel>
          <div className="insp-scroll" role="region" aria-label={t('inspection.rounds')} tabIndex={0}>
            <table className="insp-table">
              <thead>
                <tr>
                  <th scope="col">{t('inspection.roundTitle')}</th>
                  <th scope="col">{t('inspection.kindName')}</th>
                  <th scope="col">{t('inspection.area')}</th>
                  <th scope="col">{t('inspection.window')}</th>
                  <th scope="col">{t('inspection.list')}</th>
                  <th scope="col">{t('inspection.covered')}</th>
                  <th scope="col">{t('inspection.stateName')}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((r) => (
                  <tr key={r.id}>
                    <th scope="row">
                      <a href={`/inspections/rounds/${r.id}`}>{r.title}</a>
                    </th>
                    <td>
                      {t(`inspection.kind.${r.kind}`)} {r.hidden && <span className="dim">{t('inspection.hiddenTag')}</span>}
                    </td>
                    <td>{r.areaName}</td>
                    <td className="num">{`${r.starts} – ${r.ends}`}</td>
                    <td>{`${r.listTitle} v${r.listVersion}`}</td>
                    <td>
                      <span className="num">{`${r.submitted} / ${r.due} · ${percent(r.submitted, r.due)}`}</span>
                      <Bar done={r.submitted} of={r.due} />
                    </td>
                    <td>
                      <StatusTag hue={roundHue[r.state]}>{t(`inspection.roundState.${r.state}`)}</StatusTag>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
    </>
  )
}

export function Bar({ done, of }: { done: number; of: number }) {
  return (
    <span className="insp-bar" aria-hidden>
      <i style={{ width: `${of > 0 ? Math.min(100, (done * 100) / of) : 0}%` }} />
    </span>
  )
}
