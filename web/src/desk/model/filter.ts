import { isClosed, isOpen, type AlarmCard } from './card'

/** open: not yet reset · waiting · inHand: taken, not over · toReset: over, button not armed · all. */
export const tabs = ['open', 'waiting', 'inHand', 'toReset', 'all'] as const
export type Tab = (typeof tabs)[number]

/** real: everything that is no practice · help: a teacher asks for help · drill · test. */
export const sorts = ['real', 'help', 'drill', 'test'] as const
export type Sort = (typeof sorts)[number]

export interface Filter {
  tab: Tab
  /** A county's name; "" for all. */
  county: string
  /** Id of the police station that answers for the school; "" for all. */
  station: string
  sort: Sort | ''
  /** Only what this officer answers for. */
  mine: boolean
  text: string
}

export const noFilter: Filter = { tab: 'open', county: '', station: '', sort: '', mine: false, text: '' }

/** A police station and the schools it answers for. */
export interface Station {
  id: string
  name: string
  /** The officer at this desk belongs to it. */
  mine: boolean
  schools: string[]
}

/** What a filter cannot know by itself. */
export interface Around {
  /** The word for the alarm's kind, so that typing 火情 finds the fires. */
  kindName: (card: AlarmCard) => string
  /** Who sits at this desk. */
  me: string
  /** The schools of the chosen station; undefined while the stations have not come. */
  schools: ReadonlySet<string> | undefined
}

const nothing: Around = { kindName: () => '', me: '', schools: undefined }

function inTab(card: AlarmCard, tab: Tab): boolean {
  switch (tab) {
    case 'open':
      return isOpen(card)
    case 'waiting':
      return card.state === 'waiting'
    case 'inHand':
      return card.state !== 'waiting' && !isClosed(card)
    case 'toReset':
      return card.state === 'resolved'
    case 'all':
      return true
  }
}

export function isSort(card: AlarmCard, sort: Sort): boolean {
  if (sort === 'help') return card.mode === 'real' && card.level === 'help'
  return card.mode === sort
}

export function isMine(card: AlarmCard, me: string): boolean {
  return me !== '' && card.owner?.id === me && !isClosed(card)
}

/** A station that is not known (yet) hides nothing: better too many alarms than one too few. */
export function matches(card: AlarmCard, filter: Filter, around: Around = nothing): boolean {
  if (!inTab(card, filter.tab)) return false
  if (filter.county && card.school.countyName !== filter.county) return false
  if (filter.station && around.schools && !around.schools.has(card.school.id)) return false
  if (filter.sort && !isSort(card, filter.sort)) return false
  if (filter.mine && !isMine(card, around.me)) return false
  const text = filter.text.trim().toLowerCase()
  if (!text) return true
  const hay = [card.school.name, card.school.countyName, card.place, card.no, card.note, card.presser.name, around.kindName(card)]
  return text.split(/\s+/).every((word) => hay.some((h) => h.toLowerCase().includes(word)))
}

/** Whether more is left out than the tab leaves out. */
export function narrows(filter: Filter): boolean {
  return filter.county !== '' || filter.station !== '' || filter.sort !== '' || filter.mine || filter.text.trim() !== ''
}

export interface Counts {
  tabs: Record<Tab, number>
  /** Of what is open: */
  sorts: Record<Sort, number>
  counties: ReadonlyMap<string, number>
  schools: ReadonlyMap<string, number>
  mine: number
  /** Real alarms that wait. */
  calling: number
}

export function count(cards: Iterable<AlarmCard>, me = ''): Counts {
  const counties = new Map<string, number>()
  const schools = new Map<string, number>()
  const counts = {
    tabs: { open: 0, waiting: 0, inHand: 0, toReset: 0, all: 0 },
    sorts: { real: 0, help: 0, drill: 0, test: 0 },
    counties,
    schools,
    mine: 0,
    calling: 0,
  }
  for (const card of cards) {
    for (const tab of tabs) if (inTab(card, tab)) counts.tabs[tab]++
    if (!isOpen(card)) continue
    for (const sort of sorts) if (isSort(card, sort)) counts.sorts[sort]++
    counties.set(card.school.countyName, (counties.get(card.school.countyName) ?? 0) + 1)
    schools.set(card.school.id, (schools.get(card.school.id) ?? 0) + 1)
    if (isMine(card, me)) counts.mine++
    if (card.state === 'waiting' && card.mode === 'real') counts.calling++
  }
  return counts
}

const key = 'huxue.desk.filter'

/** Keeps the choice for the next time in this browser; what was typed and the tab are of the moment. */
export function remember({ county, station, sort, mine }: Filter): void {
  try {
    localStorage.setItem(key, JSON.stringify({ county, station, sort, mine }))
  } catch {
    // A browser without storage filters anew each day.
  }
}

export function remembered(): Filter {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Record<keyof Filter, unknown>>
    return {
      ...noFilter,
      county: typeof kept.county === 'string' ? kept.county : '',
      station: typeof kept.station === 'string' ? kept.station : '',
      sort: sorts.find((s) => s === kept.sort) ?? '',
      mine: kept.mine === true,
    }
  } catch {
    return noFilter
  }
}
