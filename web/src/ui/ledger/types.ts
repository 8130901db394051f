import type { ReactNode } from 'react'

/**
 * What the server is asked for: the filters of the address, plus `sort`
 * (`name` or `-name`), `after` and `limit`.
 */
// The address is text typed by people; the server judges it, so the typed client gets it unchecked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type LedgerQuery = Record<string, any>

export interface LedgerPage<Row> {
  items: Row[] | null
  /** Cursor of the following page; empty at the end. */
  next?: string | null
  total?: number
  /** How many rows each status tab holds, by its value; "" is the sum. */
  counts?: Record<string, number>
}

export interface LedgerColumn<Row> {
  /** Also the name the server sorts by. */
  key: string
  title: string
  render: (row: Row) => ReactNode
  sort?: boolean
  width?: number
  align?: 'right'
}

export type LedgerFilter =
  | { key: string; kind: 'search'; label: string; width?: number }
  | { key: string; kind: 'select'; label: string; options: { value: string; label: string }[]; width?: number }
  /** Two keys: `<key>From` and `<key>To`, business days. */
  | { key: string; kind: 'days'; label: string }
  /** Anything else, e.g. AreaTree or SchoolPicker. */
  | { key: string; kind: 'own'; label: string; render: (value: string, set: (value: string) => void) => ReactNode }

export interface LedgerTabs {
  key: string
  items: { value: string; label: string }[]
}

export interface LedgerBulk<Row> {
  key: string
  label: string
  danger?: boolean
  act: (rows: Row[]) => Promise<unknown>
}

export interface LedgerProps<Row> {
  /** Name of the room and list, e.g. `schools`: the key of its cache. */
  id: string
  load: (query: LedgerQuery) => Promise<LedgerPage<Row>>
  columns: LedgerColumn<Row>[]
  rowKey: (row: Row) => string
  filters?: LedgerFilter[]
  tabs?: LedgerTabs
  /** Opened by clicking a row; `row` is missing when the address was opened directly. */
  drawer?: (id: string, row: Row | undefined, close: () => void) => ReactNode
  drawerTitle?: (row: Row | undefined) => ReactNode
  /** Instead of a drawer: the row leads to a page of its own. */
  rowHref?: (row: Row) => string
  bulk?: LedgerBulk<Row>[]
  /** Address of the file with everything the filters select. */
  exportHref?: (query: LedgerQuery) => string
  empty?: { title?: string; hint?: string; action?: ReactNode }
  /** Rows of a page when the address says nothing. */
  limit?: number
  /** Reads anew at this interval, ms. */
  every?: number
}
