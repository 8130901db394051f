import { useEffect, useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { desk } from '../desk'
import { useCell } from '../model/cell'
import { isOpen, type AlarmCard } from '../model/card'
import * as wire from '../wire'
import { Icon } from './Icon'

/** How often a desk says that it still looks; the server waits for 25 s. */
const everyMs = 10_000
/** Walking past with J and K is not looking. */
const settledMs = 600

/** The colleagues who have the alarm open now, as small names; oneself is not told. */
export function Watchers({ id, most }: { id: string; most: number }) {
  const people = useSyncExternalStore(desk.looks.subscribe, () => desk.looks.get(id))
  const me = useCell(desk.me)?.person.id
  const others = people.filter((p) => p.id !== me)
  if (others.length === 0) return null
  const all = others.map((p) => p.name).join('、')
  const said = t('desk.looks.label', { names: all })
  return (
    <span className="chips" title={said}>
      <span className="visually-hidden">{said}</span>
      <span className="chips-eye" aria-hidden="true">
        <Icon name="eye" size={15} />
      </span>
      {others.slice(0, most).map((p) => (
        <span key={p.id} className="chip" aria-hidden="true">
          {p.name}
        </span>
      ))}
      {others.length > most && (
        <span className="chip num" aria-hidden="true">
          +{others.length - most}
        </span>
      )}
    </span>
  )
}

/** Says to the colleagues that this officer has the alarm open, for as long as he has. */
export function useLook(card: AlarmCard): void {
  const id = card.id
  const open = isOpen(card)
  useEffect(() => {
    if (!open) return
    let said = false
    const look = () => {
      said = true
      // A beat that is lost is made good by the next one.
      void wire.look(id).then((group) => desk.looks.apply([group]), () => undefined)
    }
    let beat: ReturnType<typeof setInterval> | undefined
    const begin = setTimeout(() => {
      look()
      beat = setInterval(look, everyMs)
    }, settledMs)
    return () => {
      clearTimeout(begin)
      clearInterval(beat)
      if (said) void wire.lookAway(id).catch(() => undefined)
    }
  }, [id, open])
}
