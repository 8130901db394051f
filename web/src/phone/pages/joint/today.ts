// Today's joint tests of this person's school, as the server has them.
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import type { components } from '../../../api/schema'
import { ask } from '../../ask'
import { useSession } from '../../session/session'

export type Test = components['schemas']['AlarmTestCard']

/** Asks every `every` ms while the page is open; nothing for who may not test. */
export function useToday(every: number): { tests: Test[] | undefined; again: () => void } {
  const [tests, setTests] = useState<Test[]>()
  const [round, setRound] = useState(0)
  const may = (useSession().me?.permissions['alarm.test'] ?? []).length > 0
  useEffect(() => {
    if (!may) return
    let here = true
    const read = () =>
      ask<{ items: Test[] }>((signal) => api.GET('/api/v1/joint-tests/today', { signal })).then(
        (said) => here && setTests(said.items),
        // What was shown last stays; the bar of the phone says that there is no network.
        () => undefined,
      )
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      here = false
      clearInterval(timer)
    }
  }, [may, every, round])
  return { tests: may ? tests : undefined, again: () => setRound((n) => n + 1) }
}

export const ahead = (test: Test) => test.next.includes('start') || test.state === 'running'
