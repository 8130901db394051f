// Which rows of a long list stand in the document: those in sight, some above
// and below, and one more wherever it is, so that the keyboard never loses it.

/** Height of a row in the list, in pixels; list.css says the same. */
export const rowHeight = 98

/** Lists up to here stand in the document as a whole. */
const shortList = 60

/** Rows kept ready above and below. */
const margin = 8

/** Scrolling moves the window in steps of so many rows: one render for four rows. */
const step = 4

/** First row of the window for a scroll position; changes only every `step` rows. */
export function firstOf(scrollTop: number): number {
  return Math.max(0, Math.floor(scrollTop / rowHeight / step) * step)
}

/** The rows to show, in order: `first` as above, `height` of the box in pixels, `pinned` is shown in any case (-1 for none). */
export function windowOf(count: number, first: number, height: number, pinned: number): number[] {
  const all = count <= shortList
  const start = all ? 0 : Math.max(0, Math.min(first, count - 1) - margin)
  const end = all ? count : Math.min(count, first + Math.ceil(height / rowHeight) + step + margin)
  const rows: number[] = []
  if (pinned >= 0 && pinned < start) rows.push(pinned)
  for (let i = start; i < end; i++) rows.push(i)
  if (pinned >= end && pinned < count) rows.push(pinned)
  return rows
}

/** How far the list has to scroll so that what is in sight stays where it is, though rows came or went above it. */
export function drift(rows: readonly { id: string }[], anchor: { id: string; index: number }): number {
  if (rows[anchor.index]?.id === anchor.id) return 0
  const now = rows.findIndex((row) => row.id === anchor.id)
  return now < 0 ? 0 : (now - anchor.index) * rowHeight
}
