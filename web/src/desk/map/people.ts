// Those who share where they are while an alarm runs: small marks under the alarms.
import { t } from '../../ui/i18n/core'
import { getPositions, type Position } from '../wire'
import type { Canvas } from './canvas'

class People {
  private readonly known = new Map<string, Position>()
  private readonly listeners = new Set<() => void>()

  /** Follows the line to the server, and asks for all marks whenever it is new. */
  hear(source: EventSource): EventSource {
    source.addEventListener('positions', (e) => {
      const { body } = JSON.parse((e as MessageEvent<string>).data) as { body: Position | null }
      if (body) this.take([body])
    })
    source.addEventListener('hello', () => {
      getPositions().then(
        (all) => {
          this.known.clear()
          this.take(all)
        },
        // The marks come with the next move; the alarms do not depend on them.
        () => undefined,
      )
    })
    return source
  }

  take(list: readonly Position[]): void {
    for (const p of list) {
      const key = `${p.alarmId} ${p.personId}`
      const was = this.known.get(key)
      if (p.gone) this.known.delete(key)
      else if (!was || was.version < p.version) this.known.set(key, p)
    }
    for (const tell of this.listeners) tell()
  }

  all(): Position[] {
    return [...this.known.values()]
  }

  subscribe(tell: () => void): () => void {
    this.listeners.add(tell)
    return () => this.listeners.delete(tell)
  }
}

export const people = new People()

/** Keeps the marks of the people where they are. */
export function followPeople(layer: HTMLElement, canvas: Canvas): () => void {
  const draw = () => {
    layer.replaceChildren(
      ...people.all().flatMap((p) => {
        const at = canvas.pixel(p.lon, p.lat)
        if (!at) return []
        const mark = document.createElement('span')
        mark.className = 'person'
        mark.textContent = p.name
        mark.title = t('ui.talk.position', { name: p.name, unit: p.unit })
        mark.style.transform = `translate(${at[0].toFixed(1)}px, ${at[1].toFixed(1)}px)`
        return [mark]
      }),
    )
  }
  const stops = [canvas.onMove(draw), people.subscribe(draw)]
  draw()
  return () => {
    for (const stop of stops) stop()
    layer.replaceChildren()
  }
}
