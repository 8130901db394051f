import { Grid, Table } from 'antd'
import type { Key } from 'react'
import { t } from '../i18n'
import { sortOf, sortText } from './state'
import type { UrlState } from '../nav'
import type { LedgerColumn } from './types'

interface Props<Row extends object> {
  rows: Row[]
  columns: LedgerColumn<Row>[]
  rowKey: (row: Row) => string
  url: UrlState
  busy: boolean
  sort: (text: string) => void
  open?: ((row: Row) => void) | undefined
  selected?: string[] | undefined
  select?: ((keys: string[], rows: Row[]) => void) | undefined
}

/** The rows: a table, or cards where a table would not fit. */
export function Rows<Row extends object>(props: Props<Row>) {
  const wide = Grid.useBreakpoint().md
  return wide ? <AsTable {...props} /> : <AsCards {...props} />
}

function AsTable<Row extends object>({ rows, columns, rowKey, url, busy, sort, open, selected, select }: Props<Row>) {
  const order = sortOf(url)
  const first = columns[0]?.key
  return (
    <Table<Row>
      size="middle"
      dataSource={rows}
      rowKey={rowKey}
      pagination={false}
      loading={busy && { delay: 300 }}
      // Its own scroll option would add a hidden row with focusable checkboxes; see ledger.css.
      className="ledger-table"
      columns={columns.map((c) => ({
        key: c.key,
        title: c.title,
        width: c.width,
        align: c.align,
        className: c.align === 'right' ? 'num' : undefined,
        sorter: c.sort ?? false,
        sortOrder: order?.key === c.key ? order.order : null,
        // The first cell is a real button, so that a row can be opened from the keyboard.
        render: (_: unknown, row: Row) =>
          open && c.key === first ? (
            <button type="button" className="row-open" onClick={() => open(row)}>
              {c.render(row)}
            </button>
          ) : (
            c.render(row)
          ),
      }))}
      onChange={(_page, _filters, sorter, extra) => {
        if (extra.action !== 'sort' || Array.isArray(sorter)) return
        sort(sortText(String(sorter.columnKey), sorter.order))
      }}
      onRow={(row) => (open ? { className: 'row-opens', onClick: (e) => fromCell(e.target) && open(row) } : {})}
      rowSelection={
        select && {
          selectedRowKeys: selected ?? [],
          onChange: (keys: Key[], picked: Row[]) => select(keys.map(String), picked),
          getCheckboxProps: () => ({ 'aria-label': t('ui.selectRow') }) as object,
          getTitleCheckboxProps: () => ({ 'aria-label': t('ui.all') }) as object,
        }
      }
    />
  )
}

/** A click on something that acts by itself does not open the row too. */
function fromCell(target: EventTarget): boolean {
  return !(target as Element).closest('a, button, input, label, .ant-table-selection-column')
}

function AsCards<Row extends object>({ rows, columns, rowKey, open }: Props<Row>) {
  const [head, ...rest] = columns
  if (!head) return null
  return (
    <ul className="cards">
      {rows.map((row) => (
        <li key={rowKey(row)} className="card">
          {open ? (
            <button type="button" className="row-open card-head" onClick={() => open(row)}>
              {head.render(row)}
            </button>
          ) : (
            <div className="card-head">{head.render(row)}</div>
          )}
          <dl>
            {rest.map((c) => (
              <div key={c.key}>
                <dt>{c.title}</dt>
                <dd>{c.render(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}
