import { describe, expect, it } from 'vitest'
import { merge } from '../nav'
import { filterKeys, isFiltered, narrowed, queryOf, sortOf, sortText } from './state'
import type { LedgerFilter } from './types'

const filters: LedgerFilter[] = [
  { key: 'q', kind: 'search', label: '校名' },
  { key: 'made', kind: 'days', label: '日期' },
]
const tabs = { key: 'state', items: [{ value: '', label: '全部' }] }

describe('the address of a ledger', () => {
  it('asks the server only for what belongs to the list', () => {
    const url = { q: '一中', madeFrom: '2026-01-01', state: 'todo', open: 'sch_1', sort: '-name', other: 'x' }
    expect(queryOf(url, filters, tabs, 20)).toEqual({ q: '一中', madeFrom: '2026-01-01', state: 'todo', sort: '-name', limit: 20 })
  })

  it('takes a page size only from the offered ones', () => {
    expect(queryOf({ limit: '50' }, [], undefined, 20).limit).toBe(50)
    expect(queryOf({ limit: '1000000' }, [], undefined, 20).limit).toBe(20)
  })

  it('goes back to the first page when narrowed, and drops what is empty', () => {
    expect(merge({ q: 'a', after: 'cursor', open: 'x' }, narrowed({ q: '', state: 'todo' }))).toEqual({ open: 'x', state: 'todo' })
  })

  it('knows when it is filtered; a sort or an open row is no filter', () => {
    expect(filterKeys(filters)).toEqual(['q', 'madeFrom', 'madeTo'])
    expect(isFiltered({ sort: 'name', open: 'x' }, filters, tabs)).toBe(false)
    expect(isFiltered({ madeTo: '2026-01-01' }, filters, tabs)).toBe(true)
    expect(isFiltered({ state: 'todo' }, filters, tabs)).toBe(true)
  })

  it('writes and reads the sort', () => {
    expect(sortOf({ sort: '-name' })).toEqual({ key: 'name', order: 'descend' })
    expect(sortText('name', 'descend')).toBe('-name')
    expect(sortText('name', undefined)).toBe('')
    expect(sortOf({})).toBeUndefined()
  })
})
