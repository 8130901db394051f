// Alarms on the map are elements above the canvas. A new one is one element
// more; nothing is drawn anew.
import { lang, t } from '../../ui/i18n/core'
import { kindName, schoolName, stateName } from '../model/say'
import type { Canvas } from './canvas'
import type { Mark } from './places'

/** Only the most urgent ones carry a label and a pulse; the others show theirs when pointed at. */
const labelled = 12
const pulsing = 6

interface Shown {
  element: HTMLButtonElement
  text: HTMLSpanElement
  mark: Mark
  /** What its words were made of. */
  worn: string
}

export class Marks {
  private readonly shown = new Map<string, Shown>()
  private readonly layer: HTMLElement
  private readonly canvas: Canvas
  private readonly onSelect: (id: string) => void

  constructor(layer: HTMLElement, canvas: Canvas, onSelect: (id: string) => void) {
    this.layer = layer
    this.canvas = canvas
    this.onSelect = onSelect
  }

  /** Shows exactly these marks, which stand in the order of urgency; `selected` is the key of one of them. */
  sync(marks: readonly Mark[], selected: string): void {
    const gone = new Set(this.shown.keys())
    marks.forEach((mark, i) => {
      gone.delete(mark.key)
      const shown = this.shown.get(mark.key) ?? this.add(mark)
      shown.mark = mark
      dress(shown, i, selected)
    })
    for (const key of gone) {
      this.shown.get(key)!.element.remove()
      this.shown.delete(key)
    }
  }

  /** The map has moved. */
  place(): void {
    for (const shown of this.shown.values()) this.put(shown)
  }

  private add(mark: Mark): Shown {
    const element = document.createElement('button')
    element.type = 'button'
    // The list is the way for the keyboard; the map is for the eye and the mouse.
    element.tabIndex = -1
    const text = document.createElement('span')
    element.append(text)
    const shown = { element, text, mark, worn: '' }
    element.onclick = () => this.onSelect(shown.mark.card.id)
    this.shown.set(mark.key, shown)
    this.put(shown)
    this.layer.append(element)
    return shown
  }

  private put({ element, mark }: Shown): void {
    const at = this.canvas.pixel(mark.lon, mark.lat)
    element.hidden = !at
    if (at) element.style.transform = `translate(${at[0].toFixed(1)}px, ${at[1].toFixed(1)}px)`
  }
}

function dress(shown: Shown, rank: number, selected: string): void {
  const { element, text, mark } = shown
  const { card, count } = mark
  const waiting = card.state === 'waiting'
  const chosen = mark.key === selected
  const classes = ['mark', `sev-${card.severity}`, `is-${card.state}`]
  if (card.mode !== 'real') classes.push('is-practice')
  if (chosen) classes.push('is-selected')
  if ((waiting && rank < labelled) || chosen) classes.push('is-labelled')
  if (waiting && rank < pulsing) classes.push('is-pulsing')
  const name = classes.join(' ')
  if (element.className !== name) element.className = name
  // A press elsewhere changes nothing here.
  const worn = `${card.id} ${card.version} ${count} ${lang()}`
  if (shown.worn === worn) return
  shown.worn = worn
  const school = count > 1 ? `${schoolName(card)} ×${count}` : schoolName(card)
  text.textContent = school
  element.setAttribute('aria-label', t('desk.map.marker', { school, kind: kindName(card), state: stateName(card) }))
}
