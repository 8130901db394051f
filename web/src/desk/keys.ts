import { useEffect } from 'react'
import { desk } from './desk'
import { toggleFull } from './full'

/** Typing is typing: no key of the desk does anything in a field or a dialog. */
function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, dialog') !== null
}

/** Where the keys reach parts of the screen; each part marks itself in the document. */
const at = {
  filter: () => document.querySelector<HTMLElement>('[data-key="filter"]'),
  next: () => document.querySelector<HTMLElement>('[data-key="next"]'),
  hand: (which: 'take' | 'hand-over') => document.querySelector<HTMLElement>(`[data-key="${which}"]`),
  talk: () => document.querySelector<HTMLElement>('[data-key="talk"]'),
  detail: () => document.querySelector<HTMLElement>('[data-key="detail"]'),
  row: (id: string) => document.querySelector<HTMLElement>(`[data-alarm-id="${CSS.escape(id)}"] button`),
}

function move(step: 1 | -1): void {
  const rows = desk.rows()
  if (rows.length === 0) return
  const now = rows.findIndex((card) => card.id === desk.selected.get())
  const next = now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step))
  const id = rows[next]!.id
  desk.select(id)
  // After the row has become the selected one; scrolls only as far as needed.
  requestAnimationFrame(() => {
    at.row(id)?.focus({ preventScroll: true })
    at.row(id)?.scrollIntoView({ block: 'nearest' })
  })
}

function act(): void {
  const button = at.next()
  if (button) button.click()
  else if (!desk.selected.get()) move(1)
}

/** Opens the details of the row; on any other button or link it presses that, as everywhere. */
function enter(target: HTMLElement): boolean {
  const row = target.closest<HTMLElement>('[data-alarm-id]')
  if (!row && target.closest('button, a')) return false
  if (row) desk.select(row.dataset.alarmId!)
  requestAnimationFrame(() => at.detail()?.focus())
  return true
}

export function useKeys({ help, setHelp }: { help: boolean; setHelp: (on: boolean) => void }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
      if (event.key === 'Escape') {
        if (help) setHelp(false)
        else if (typing(event.target)) (event.target as HTMLElement).blur()
        else if (!document.querySelector('dialog[open]')) desk.select('')
        return
      }
      if (typing(event.target) || document.querySelector('dialog[open]')) return
      const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      // A key held down is one press: A must not run through all steps.
      if (!run || (event.repeat && run !== keys.j && run !== keys.k)) return
      if (run(event) !== false) event.preventDefault()
    }
    const keys: Record<string, (event: KeyboardEvent) => unknown> = {
      j: () => move(1),
      k: () => move(-1),
      a: act,
      t: () => at.hand('take')?.click(),
      h: () => at.hand('hand-over')?.click(),
      m: () => desk.mute(),
      w: () => at.talk()?.focus(),
      f: toggleFull,
      '/': () => at.filter()?.focus(),
      '?': () => setHelp(!help),
      Enter: (event) => enter(event.target as HTMLElement),
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [help, setHelp])
}
