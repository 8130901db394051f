import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem } from '../../api/problem'
import { load } from '../i18n/core'
import ui from '../i18n/zh'
import { button, does, render, shows, type Rendered } from '../render'
import { Ledger } from './Ledger'
import type { LedgerPage, LedgerQuery } from './types'

interface School {
  id: string
  name: string
}

let page: Rendered
const get = vi.fn<(query: LedgerQuery) => Promise<LedgerPage<School>>>()

function Page() {
  return (
    <Ledger<School>
      id="schools"
      load={get}
      rowKey={(s) => s.id}
      columns={[{ key: 'name', title: '校名', render: (s) => s.name, sort: true }]}
      filters={[{ key: 'q', kind: 'search', label: '查找' }]}
      tabs={{ key: 'state', items: [{ value: '', label: '全部' }, { value: 'todo', label: '待办' }] }}
      drawer={(id) => <p>drawer of {id}</p>}
      empty={{ title: '还没有学校' }}
    />
  )
}

beforeEach(() => {
  vi.resetAllMocks()
  load('zh', { ui })
})
afterEach(() => page.close())

it('asks for what the address says, and counts its tabs', async () => {
  get.mockResolvedValue({ items: [{ id: 'sch_1', name: '忻州一中' }], next: 'c2', counts: { '': 31, todo: 4 } })
  page = await render(Page, '/?q=忻州&state=todo&sort=-name')
  expect(get).toHaveBeenCalledWith({ q: '忻州', state: 'todo', sort: '-name', limit: 20 })
  await shows('忻州一中')
  expect([...document.querySelectorAll('.tab-count')].map((n) => n.textContent)).toEqual(['31', '4'])

  await does(() => button('下一页').click())
  expect(page.url()).toEqual({ q: '忻州', state: 'todo', sort: '-name', after: 'c2' })
  expect(get).toHaveBeenLastCalledWith({ q: '忻州', state: 'todo', sort: '-name', after: 'c2', limit: 20 })

  await does(() => button('上一页').click())
  expect(page.url().after).toBeUndefined()
})

it('keeps the open row in the address', async () => {
  get.mockResolvedValue({ items: [{ id: 'sch_1', name: '忻州一中' }] })
  page = await render(Page)
  await does(() => button('忻州一中').click())
  expect(page.url()).toEqual({ open: 'sch_1' })
  await shows('drawer of sch_1')
})

it('says what is missing, and offers a reset only when filtered', async () => {
  get.mockResolvedValue({ items: null })
  page = await render(Page)
  await shows('还没有学校')
  page.close()
  page = await render(Page, '/?q=nothing')
  await shows('没有符合条件的记录')
  await does(() => button('重置条件').click())
  expect(page.url()).toEqual({})
})

it('says what failed, with the request id, and tries again', async () => {
  get.mockRejectedValueOnce(new ApiProblem({ status: 500, code: 'internal', requestId: 'req-7' }))
  get.mockResolvedValueOnce({ items: [{ id: 'sch_1', name: '忻州一中' }] })
  page = await render(Page)
  await shows('req-7')
  await does(() => button('重试').click())
  await shows('忻州一中')
})
