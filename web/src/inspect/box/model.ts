// The pure rules of a visit on the phone: what is answered, what is next, what is
// waiting. No clock, no network, no storage.
import type { ActRow, Answered, Everything, FileRow, Item, Kit, Note, OpRow, Said, Sheet } from './types'

export type Result = 'ok' | 'fault' | 'partly' | 'na'

/** An item as the page shows it. */
export interface Line {
  item: Item
  section: string
  sectionTitle: string
  note: Note
  /** The actor's agency answers for it. */
  own: boolean
  /** What stands: this phone's word where it is newer, else the server's. */
  said: Said | undefined
  server: Answered | undefined
  /** Not sent yet. */
  waiting: boolean
  disputed: boolean
  refused: string | undefined
}

export function items(sheet: Sheet): { item: Item; section: string; title: string }[] {
  return sheet.sections.flatMap((s) => s.items.map((item) => ({ item, section: s.code, title: s.title })))
}

/** All items of a visit with what is known about each. */
export function lines(kit: Kit, ops: readonly OpRow[]): Line[] {
  const answers = new Map(kit.answers.map((a) => [a.item, a]))
  const own = new Set(kit.own)
  const mine = new Map(ops.filter((o) => o.visit === kit.visit.id).map((o) => [o.item, o]))
  return items(kit.sheet).map(({ item, section, title }) => {
    const server = answers.get(item.code)
    const op = mine.get(item.code)
    const said = op?.answer ?? server
    return {
      item, section, sectionTitle: title, server,
      note: kit.prepared.notes[item.code] ?? { applies: true, why: '' },
      own: own.has(item.code),
      said: said && said.result !== '' ? said : undefined,
      waiting: op !== undefined && !op.refused,
      disputed: server?.disputed === true,
      refused: op?.refused?.code,
    }
  })
}

/** Is it still to be answered by this phone? What does not apply is not. */
export function isOpen(l: Line): boolean {
  return l.own && l.said === undefined && l.note.applies
}

export function isFault(l: Line): boolean {
  return l.said?.result === 'fault' || l.said?.result === 'partly'
}

export type Show = 'all' | 'open' | 'fault'

export function shown(l: Line, show: Show): boolean {
  return show === 'all' || (show === 'open' ? isOpen(l) : isFault(l))
}

/** How many of the items that apply are answered. */
export function progress(list: readonly Line[]): { done: number; total: number; faults: number } {
  const counted = list.filter((l) => l.own && (l.note.applies || l.said))
  return { done: counted.filter((l) => l.said).length, total: counted.length, faults: counted.filter(isFault).length }
}

/** The next item to answer after one, round the end; undefined when none is left. */
export function nextOpen(list: readonly Line[], after: string): string | undefined {
  const at = list.findIndex((l) => l.item.code === after)
  return [...list.slice(at + 1), ...list.slice(0, at + 1)].find((l) => isOpen(l) && l.item.code !== after)?.item.code
}

/** The item before or after one in the list the person goes through. */
export function beside(list: readonly Line[], code: string, step: 1 | -1): string | undefined {
  const own = list.filter((l) => l.own)
  return own[own.findIndex((l) => l.item.code === code) + step]?.item.code
}

/** What waits to be sent of one person. An answer and its pictures are separate things. */
export function waiting(all: Everything, owner: string): { ops: OpRow[]; files: FileRow[]; acts: ActRow[]; n: number } {
  const ops = all.ops.filter((o) => o.owner === owner && !o.refused)
  const files = all.files.filter((f) => f.owner === owner && f.up === undefined && !f.refused)
  const acts = all.acts.filter((a) => a.owner === owner && !a.refused)
  return { ops, files, acts, n: ops.length + files.length + acts.length }
}

/** What the server will never take, for people to see and put right. */
export function refusals(all: Everything, owner: string): (OpRow | FileRow | ActRow)[] {
  return [...all.ops, ...all.files, ...all.acts].filter((x) => x.owner === owner && x.refused)
}

/** The kinds of things one looks for under an item, by words in its text. The phrases themselves are words of the interface. */
const hints: [RegExp, string][] = [
  [/记录|台账|档案|登记|公示|制度|预案|职责|责任书/, 'paper'],
  [/证|许可|资质|审批|备案|验收|检验|检测报告/, 'permit'],
  [/效期|过期|留样|晨检|健康/, 'date'],
  [/牢固|完好|完整|防护|照明|围墙|栏杆|门窗|器材|设施/, 'broken'],
  [/人数|配齐|达标|数量|配备/, 'short'],
  [/值守|到岗|在岗|值班|巡查|照管/, 'absent'],
  [/通道|出口|畅通|堆放|占道|隔离/, 'blocked'],
  [/监控|视频|报警|联网|门禁|系统/, 'offline'],
]

export function phraseKinds(text: string): string[] {
  const found = hints.filter(([words]) => words.test(text)).map(([, kind]) => kind)
  return found.length > 0 ? found.slice(0, 3) : ['broken', 'paper']
}

/** The city's day of an instant. China has one zone and no summer time. */
export function cityDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** Downloaded visits that are over and of which nothing waits, older than a week. */
export function stale(all: Everything, now: number): string[] {
  const busy = new Set([...all.ops, ...all.files, ...all.acts].map((x) => `${x.owner} ${x.visit}`))
  const old = now - 7 * 86_400_000
  return all.kits.filter((k) => k.at < old && !busy.has(k.id) && ['submitted', 'void'].includes(k.kit.visit.state)).map((k) => k.id)
}
