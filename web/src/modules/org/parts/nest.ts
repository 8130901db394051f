import type { Area } from './words'

export type AreaNode = Area & { children?: AreaNode[] }

/** Hangs every area below its parent; one whose parent is not on the list is a root. */
export function nest(areas: Area[]): AreaNode[] {
  const nodes = new Map<string, AreaNode>(areas.map((a) => [a.id, { ...a }]))
  const roots: AreaNode[] = []
  for (const node of nodes.values()) {
    const above = nodes.get(node.parentId)
    if (above) (above.children ??= []).push(node)
    else roots.push(node)
  }
  return roots
}
