import type { Item, Section, Sheet } from './words'

// Changes of a draft on the screen; pure, a new sheet each time.

function swap<T>(list: T[], at: number, by: number): T[] {
  const to = at + by
  if (to < 0 || to >= list.length) return list
  const out = [...list]
  const [one] = out.splice(at, 1)
  out.splice(to, 0, one as T)
  return out
}

export function moveSection(s: Sheet, at: number, by: number): Sheet {
  return { ...s, sections: swap(s.sections, at, by) }
}

export function putSection(s: Sheet, at: number, section: Section): Sheet {
  const sections = [...s.sections]
  sections[at] = section
  return { ...s, sections }
}

export function dropSection(s: Sheet, at: number): Sheet {
  return { ...s, sections: s.sections.filter((_, i) => i !== at) }
}

function inSection(s: Sheet, at: number, change: (items: Item[]) => Item[]): Sheet {
  return { ...s, sections: s.sections.map((c, i) => (i === at ? { ...c, items: change(c.items) } : c)) }
}

/** Moves an item within its section; past an end it goes on into the section beside. */
export function moveItem(s: Sheet, at: number, k: number, by: number): Sheet {
  const item = s.sections[at]?.items[k]
  const beside = s.sections[at + by]
  if (!item) return s
  const inside = k + by >= 0 && k + by < (s.sections[at]?.items.length ?? 0)
  if (inside || !beside) return inSection(s, at, (items) => swap(items, k, by))
  const without = inSection(s, at, (items) => items.filter((_, i) => i !== k))
  return inSection(without, at + by, (items) => (by < 0 ? [...items, item] : [item, ...items]))
}

export function putItem(s: Sheet, at: number, k: number, item: Item): Sheet {
  return inSection(s, at, (items) => (k >= items.length ? [...items, item] : items.map((old, i) => (i === k ? item : old))))
}

export function dropItem(s: Sheet, at: number, k: number): Sheet {
  return inSection(s, at, (items) => items.filter((_, i) => i !== k))
}

/** The next free number of a section: after B05-16 comes B05-17. */
export function nextCode(s: Sheet, at: number): string {
  const section = s.sections[at]
  if (!section) return ''
  const used = new Set(s.sections.flatMap((c) => c.items.map((i) => i.code)))
  for (let n = section.items.length + 1; ; n++) {
    const code = `${section.code}-${String(n).padStart(2, '0')}`
    if (!used.has(code)) return code
  }
}

/** The next free chapter: after B17 comes B18, after A comes A2. */
export function nextSection(s: Sheet): string {
  const used = new Set(s.sections.map((c) => c.code))
  const last = /^(.*?)(\d*)$/.exec(s.sections.at(-1)?.code ?? 'A') ?? ['', 'A', '']
  for (let n = Number(last[2] || 1) + (s.sections.length > 0 ? 1 : 0); ; n++) {
    const code = `${last[1]}${String(n).padStart(last[2]?.length ?? 1, '0')}`
    if (!used.has(code)) return code
  }
}
