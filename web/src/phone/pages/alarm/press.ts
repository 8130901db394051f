// From the finger to the outbox.
import { newId } from '../../../ui/ids'
import { outbox } from '../../outbox'
import { knownPosition } from '../../position'
import { buzz } from '../../siren/buzz'
import { ring } from '../../siren/siren'
import { useStore } from '../../shell/useStore'
import type { Where } from './context'
import type { Subject } from './subject'
import type { Kind } from './types'

/** What may be chosen before the press. Forgotten after it: a later alarm must not be silent by accident. */
export interface Choice {
  kind: '' | Kind
  silent: boolean
}

let choice: Choice = { kind: '', silent: false }
const listeners = new Set<() => void>()

export function useChoice(): Choice {
  return useStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => choice,
  )
}

export function choose(change: Partial<Choice>): void {
  choice = { ...choice, ...change }
  for (const tell of listeners) tell()
}

/** What is pressed: the alarm, a call for help of the staff, or a drill. */
export type What = 'emergency' | 'help' | 'drill'

/** Raises the alarm; answers the press id. Nothing that is missing stops it. */
export function raise(where: Where, what: What = 'emergency'): string {
  const { kind } = choice
  // Only the real alarm has the siren.
  const silent = choice.silent || what !== 'emergency'
  const id = newId()
  void outbox.add({
    id,
    lane: 'urgent',
    chain: id,
    path: '/api/v1/alarms',
    body: {
      mode: what === 'drill' ? 'drill' : 'real',
      level: what === 'help' ? 'help' : 'emergency',
      silent: choice.silent,
      ...knownPosition(),
      ...(kind && what !== 'help' && { kind }),
      ...(where.school && { schoolId: where.school.id }),
      ...(where.place && { placeId: where.place.id, place: where.place.name }),
    },
  })
  if (!silent) ring()
  if (!choice.silent) {
    buzz([400, 150, 400])
  }
  choose({ kind: '', silent: false })
  return id
}

/** A later act on an alarm, sent after the press and in the order of the touches. */
export function add(chain: string, alarmId: string | undefined, verb: string, body: Record<string, unknown> = {}): void {
  const at = alarmId === undefined ? '{alarm}' : encodeURIComponent(alarmId)
  void outbox.add({ id: newId(), lane: 'urgent', chain, path: `/api/v1/alarms/${at}/${verb}`, body })
}

/** A message. Its id is the line's name on the timeline too. */
export function say({ chain, alarmId }: Subject, text: string): void {
  const id = newId()
  void outbox.add({ id, lane: 'urgent', chain, path: `/api/v1/alarms/${alarmId ?? '{alarm}'}/messages`, body: { id, text } })
}

/** The chain of an alarm's photographs and voice notes, which nothing urgent waits for. */
export const mediaChain = (chain: string) => `${chain}/media`

/** A photograph or a voice note. */
export function show({ chain, alarmId }: Subject, what: 'photos' | 'voices', bytes: ArrayBuffer, more: Record<string, unknown> = {}): void {
  const id = newId()
  void outbox.add({
    id,
    lane: 'normal',
    chain: mediaChain(chain),
    of: chain,
    path: `/api/v1/alarms/${alarmId ?? '{alarm}'}/${what}`,
    body: { line: id, ...more },
    bytes,
  })
}
