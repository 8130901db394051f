import { t } from '../../../ui/i18n'
import { EmptyState } from '../../../ui/States'
import { gradeWord, n, pct, type Card, type Numbers, type Row } from './words'

/** The rate with a bar beside it. */
export function Rate({ row }: { row: Row }) {
  if (row.due === 0) return <>—</>
  return (
    <>
      <span className="cam-rate">{pct(row.rate)}</span>
      <span className="cam-mini" aria-hidden="true"><span style={{ width: `${row.rate / 100}%` }} /></span>
    </>
  )
}

interface Props {
  data: Numbers
  /** Places as they were frozen, by path. */
  ranks?: Record<string, number>
  card: Card
  go: (path: string) => void
}

/** By rate, then completed, then who reached it first: the rule of the ranking. */
function inOrder(rows: Row[]): Row[] {
  return [...rows].sort((a, b) => b.rate - a.rate || b.done - a.done || a.reachedAt - b.reachedAt)
}

/** Counties and schools in the order of their rate; classes in their natural one, for they are never ranked. */
export function Children({ data, ranks, card, go }: Props) {
  const classes = data.below === 'class'
  if (data.children.length === 0) return <EmptyState title={t('campaign.noChildren')} />
  const rows = classes ? data.children : ranks ? [...data.children].sort((a, b) => (ranks[a.path] || 9e9) - (ranks[b.path] || 9e9)) : inOrder(data.children)
  return (
    <>
      <div className="cam-scroll" tabIndex={0} role="region" aria-label={t(`campaign.below.${data.below}`)}>
        <table className="cam-table">
          <thead>
            <tr>
              {!classes && <th scope="col">{t('campaign.rank')}</th>}
              <th scope="col" className="cam-left">{t(`campaign.level.${data.below}`)}</th>
              {(['due', 'done', 'rate', 'questioned', 'collective', 'late'] as const).map((k) => <th scope="col" key={k}>{t(`campaign.col.${k}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, i) => (
              <tr key={r.classId || r.path}>
                {!classes && <td>{ranks ? ranks[r.path] || '—' : i + 1}</td>}
                <th scope="row" className="cam-left">
                  {classes ? (
                    <a href={`/campaigns/${card.id}/classes/${r.classId}`}>{r.name}</a>
                  ) : (
                    <a href={`/campaigns/${card.id}?path=${encodeURIComponent(r.path)}`} onClick={(e) => { e.preventDefault(); go(r.path) }}>{r.name}</a>
                  )}
                </th>
                <td>{n(r.due)}</td>
                <td>{n(r.done)}</td>
                <td><Rate row={r} /></td>
                <td>{r.questioned > 0 ? `${n(r.questioned)}（${pct(r.questionedRate)}）` : '0'}</td>
                <td>{n(r.collective)}</td>
                <td>{n(r.late)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="dim cam-note">{t(classes ? 'campaign.classRule' : 'campaign.rankRule')}</p>
    </>
  )
}

export function Grades({ rows }: { rows: Row[] }) {
  if (rows.length === 0) return <EmptyState title={t('campaign.noChildren')} />
  return (
    <div className="cam-scroll" tabIndex={0} role="region" aria-label={t('campaign.byGrade')}>
      <table className="cam-table">
        <thead>
          <tr>
            <th scope="col" className="cam-left">{t('campaign.level.grade')}</th>
            {(['due', 'done', 'rate'] as const).map((k) => <th scope="col" key={k}>{t(`campaign.col.${k}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={`${r.stage}-${r.grade ?? 0}`}>
              <th scope="row" className="cam-left">{gradeWord(r)}</th>
              <td>{n(r.due)}</td>
              <td>{n(r.done)}</td>
              <td><Rate row={r} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
