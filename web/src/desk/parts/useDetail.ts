import { useEffect, useState } from 'react'
import { problemOf, type ApiProblem } from '../../api/problem'
import { desk } from '../desk'
import { Cell, useCell } from '../model/cell'
import type { Detail } from '../model/card'
import { getDetail } from '../wire'

interface Loaded {
  detail?: Detail
  problem?: ApiProblem
}

/** Fetches an alarm's story: one request at a time; news that come meanwhile lead to one more. */
class Loader {
  readonly state = new Cell<Loaded>({})
  private busy = false
  private again = false
  private readonly id: string

  constructor(id: string) {
    this.id = id
  }

  async load(): Promise<void> {
    this.again = true
    if (this.busy) return
    this.busy = true
    try {
      while (this.again) {
        this.again = false
        const detail = await getDetail(this.id)
        desk.store.apply([detail.alarm])
        this.state.set({ detail })
      }
    } catch (e) {
      this.state.set({ ...this.state.get(), problem: problemOf(e) })
    } finally {
      this.busy = false
    }
  }
}

/**
 * The story of one alarm, fetched again whenever the alarm gets a newer version;
 * the old one stays until then. The component must be keyed by the id.
 */
export function useDetail(id: string, version: number): Loaded & { reload: () => void } {
  const [loader] = useState(() => new Loader(id))
  useEffect(() => {
    void loader.load()
  }, [loader, version])
  return { ...useCell(loader.state), reload: () => void loader.load() }
}
