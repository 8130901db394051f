import { isClosed, isOpen, type AlarmCard } from './card'

/** open: not yet reset · waiting · inHand: taken, not over · toReset: over, button not armed · all. */
export const tabs = ['open', 'waiting', 'inHand', 'toReset', 'all'] as const
export type Tab = (typeof tabs)[number]

export interface Filter {
  tab: Tab
  /** A county's name; "" for all. */
  county: string
  text: string
}

export const noFilter: Filter = { tab: 'open', county: '', text: '' }

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

/** `kindName` is the word for the alarm's kind, so that typing 火情 finds the fires. */
export function matches(card: AlarmCard, filter: Filter, kindName: (card: AlarmCard) => string = () => ''): boolean {
  if (!inTab(card, filter.tab)) return false
  if (filter.county && card.school.countyName !== filter.county) return false
  const text = filter.text.trim().toLowerCase()
  if (!text) return true
  const hay = [card.school.name, card.school.countyName, card.place, card.no, card.note, card.presser.name, kindName(card)]
  return text.split(/\s+/).every((word) => hay.some((h) => h.toLowerCase().includes(word)))
}

export type Counts = Record<Tab, number>

export function count(cards: Iterable<AlarmCard>): Counts {
  const counts: Counts = { open: 0, waiting: 0, inHand: 0, toReset: 0, all: 0 }
  for (const card of cards) for (const tab of tabs) if (inTab(card, tab)) counts[tab]++
  return counts
}
