// From the finger to the outbox.
import { newId } from '../../ids'
import { outbox } from '../../outbox'
import { knownPosition } from '../../position'
import { buzz } from '../../siren/buzz'
import { ring } from '../../siren/siren'
import { useStore } from '../../shell/useStore'
import type { Where } from './context'
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

/** Raises the alarm; answers the press id. Nothing that is missing stops it. */
export function raise(where: Where): string {
  const { kind, silent } = choice
  const id = newId()
  void outbox.add({
    id,
    lane: 'urgent',
    chain: id,
    path: '/api/v1/alarms',
    body: {
      mode: 'real',
      silent,
      ...knownPosition(),
      ...(kind && { kind }),
      ...(where.school && { schoolId: where.school.id }),
      ...(where.place && { placeId: where.place.id, place: where.place.name }),
    },
  })
  if (!silent) {
    ring()
    buzz([400, 150, 400])
  }
  choose({ kind: '', silent: false })
  return id
}

/** A later act on an alarm, sent after the press and in the order of the touches. */
export function add(chain: string, alarmId: string | undefined, verb: 'refine' | 'guard-arrive' | 'mistake', body: Record<string, unknown> = {}): void {
  const at = alarmId === undefined ? '{alarm}' : encodeURIComponent(alarmId)
  void outbox.add({ id: newId(), lane: 'urgent', chain, path: `/api/v1/alarms/${at}/${verb}`, body })
}
