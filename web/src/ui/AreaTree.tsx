import { useQuery } from '@tanstack/react-query'
import { TreeSelect } from 'antd'
import { useMemo } from 'react'
import { api, must } from '../api/client'
import { problemOf } from '../api/problem'
import { t, tError } from './i18n'

export interface Area {
  id: string
  code: string
  name: string
  /** `/14/1409/140902/`: an area lies below another when its path begins with the other's. */
  path: string
}

export interface AreaNode {
  value: string
  title: string
  children: AreaNode[]
}

/** Hangs every area below the nearest one above it; what has none on the list is a root. */
export function treeOf(areas: Area[], by: 'id' | 'code' | 'path' = 'id'): AreaNode[] {
  const nodes = new Map<string, AreaNode>()
  const roots: AreaNode[] = []
  for (const area of [...areas].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const node = { value: area[by], title: area.name, children: [] }
    nodes.set(area.path, node)
    const above = parentOf(area.path, nodes)
    if (above) above.children.push(node)
    else roots.push(node)
  }
  return roots
}

function parentOf(path: string, nodes: Map<string, AreaNode>): AreaNode | undefined {
  for (let up = shorter(path); up; up = shorter(up)) {
    const node = nodes.get(up)
    if (node) return node
  }
  return undefined
}

function shorter(path: string): string {
  const cut = path.slice(0, -1).lastIndexOf('/')
  return cut <= 0 ? '' : path.slice(0, cut + 1)
}

interface Props {
  id?: string
  /** An area's id, or what `by` names; "" is none. */
  value?: string
  onChange?: (value: string) => void
  by?: 'id' | 'code' | 'path'
  label?: string
  width?: number | string
}

/** Chooses an area among those the person may see. */
export function AreaTree({ id, value, onChange, by = 'id', label, width = 180 }: Props) {
  const { data, error, isPending } = useQuery({
    queryKey: ['areas'],
    queryFn: async () => ((await must(api.GET('/api/v1/areas'))) as { items: Area[] | null }).items ?? [],
    staleTime: 10 * 60_000,
  })
  const tree = useMemo(() => treeOf(data ?? [], by), [data, by])
  return (
    <TreeSelect
      id={id}
      aria-label={label ?? t('ui.pickArea')}
      placeholder={label ?? t('ui.pickArea')}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v ?? '')}
      treeData={tree}
      treeDefaultExpandedKeys={tree.map((n) => n.value)}
      showSearch={{ treeNodeFilterProp: 'title' }}
      allowClear
      loading={isPending}
      notFoundContent={error ? tError(problemOf(error)) : t('ui.noMatch')}
      popupMatchSelectWidth={false}
      style={{ width, maxWidth: '100%' }}
    />
  )
}
