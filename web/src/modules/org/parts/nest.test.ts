import { expect, it } from 'vitest'
import { nest } from './nest'
import type { Area } from './words'

const area = (id: string, parentId: string): Area => ({ id, parentId, code: id, name: id, level: 'county', path: `/${id}/`, sort: 0 })

it('hangs areas below their parents, and shows one whose parent is out of sight as a root', () => {
  const tree = nest([area('city', 'province'), area('county', 'city'), area('town', 'county')])
  expect(tree.map((a) => a.id)).toEqual(['city'])
  expect(tree[0]?.children?.[0]?.children?.map((a) => a.id)).toEqual(['town'])
  expect(nest([area('town', 'county')])).toHaveLength(1)
})
