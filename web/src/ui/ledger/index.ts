export { Ledger } from './Ledger'
export type { LedgerBulk, LedgerColumn, LedgerFilter, LedgerPage, LedgerProps, LedgerQuery, LedgerTabs } from './types'
