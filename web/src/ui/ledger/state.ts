import { merge, type UrlState } from '../nav'
import type { LedgerFilter, LedgerQuery, LedgerTabs } from './types'

/** The keys in the address that select rows, i.e. what "reset" clears. */
export function filterKeys(filters: LedgerFilter[]): string[] {
  return filters.flatMap((f) => (f.kind === 'days' ? [`${f.key}From`, `${f.key}To`] : [f.key]))
}

/** What the server is asked for, given the address; foreign keys of the address are left out. */
export function queryOf(url: UrlState, filters: LedgerFilter[], tabs: LedgerTabs | undefined, limit: number): LedgerQuery {
  const wanted = [...filterKeys(filters), ...(tabs ? [tabs.key] : []), 'sort', 'after']
  const asked = Object.fromEntries(wanted.map((key) => [key, url[key] ?? ''] as const))
  const size = Number(url.limit)
  return { ...merge({}, asked), limit: [20, 50, 100].includes(size) ? size : limit }
}

/** Any change of what is selected starts at the first page again. */
export function narrowed(patch: UrlState): UrlState {
  return { after: '', ...patch }
}

/** `name` → ascending, `-name` → descending. */
export function sortOf(url: UrlState): { key: string; order: 'ascend' | 'descend' } | undefined {
  const text = url.sort
  if (!text) return undefined
  return text.startsWith('-') ? { key: text.slice(1), order: 'descend' } : { key: text, order: 'ascend' }
}

export function sortText(key: string, order: 'ascend' | 'descend' | null | undefined): string {
  if (!order) return ''
  return order === 'descend' ? `-${key}` : key
}

export function isFiltered(url: UrlState, filters: LedgerFilter[], tabs: LedgerTabs | undefined): boolean {
  return [...filterKeys(filters), ...(tabs ? [tabs.key] : [])].some((key) => Boolean(url[key]))
}
