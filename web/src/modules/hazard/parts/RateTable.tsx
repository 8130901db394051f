import { percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { ranked, type Line } from './numbers'

interface Props {
  rows: Line[]
  label: string
  /** Units are ranked; categories and agencies are not. */
  ranked?: boolean
  name?: (key: string) => string
  open?: (path: string) => void
}

/** Rates with what they are of. A unit opens the units below it. */
export function RateTable({ rows, label, ranked: byRank = false, name, open }: Props) {
  const list = byRank ? ranked(rows) : rows.filter((l) => l.found > 0 || l.checked > 0).map((line) => ({ line, rank: null }))
  return (
    <div className="book-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="book-table">
        <thead>
          <tr>
            <th scope="col">{t('hazardBook.name')}</th>
            {byRank && <th scope="col">{t('hazardBook.rank')}</th>}
            <th scope="col">{t('hazardBook.found')}</th>
            <th scope="col">{t('hazardBook.rectified')}</th>
            <th scope="col">{t('hazardBook.onTime')}</th>
            {byRank && <th scope="col">{t('hazardBook.majorListed')}</th>}
            {byRank && <th scope="col">{t('hazardBook.recurred')}</th>}
            <th scope="col">{t('hazardBook.difference')}</th>
            <th scope="col">{t('hazardBook.overdue')}</th>
          </tr>
        </thead>
        <tbody>
          {list.map(({ line: l, rank }) => (
            <tr key={l.key}>
              <th scope="row">
                {open ? (
                  <button type="button" className="book-link" onClick={() => open(l.key)}>{l.name}</button>
                ) : (
                  (name?.(l.key) ?? l.name)
                )}
              </th>
              {byRank && <td>{rank ?? <span className="dim">{t('hazardBook.unranked')}</span>}</td>}
              <td>{l.found}</td>
              <Share n={l.closed} of={l.found} />
              <Share n={l.onTime} of={l.due} />
              {byRank && <Share n={l.listed} of={l.major} />}
              {byRank && <Share n={l.recurred} of={l.closed} />}
              <Share n={l.unfixed} of={l.checked} />
              <td>{l.overdue}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Share({ n, of }: { n: number; of: number }) {
  return (
    <td>
      {percent(n, of)}
      {of > 0 && <span className="of">{`${n}/${of}`}</span>}
    </td>
  )
}
