import { expect, it } from 'vitest'
import { treeOf } from './AreaTree'

it('hangs areas below the nearest one that is visible', () => {
  const tree = treeOf([
    { id: 'c', code: '140902001', name: '南城街道', path: '/14/1409/140902/140902001/' },
    { id: 'b', code: '140981', name: '原平市', path: '/14/1409/140981/' },
    { id: 'a', code: '140902', name: '忻府区', path: '/14/1409/140902/' },
  ])
  expect(tree.map((n) => n.title)).toEqual(['忻府区', '原平市'])
  expect(tree.map((n) => n.value)).toEqual(['a', 'b'])
  expect(tree[0]?.children.map((n) => n.title)).toEqual(['南城街道'])
})
