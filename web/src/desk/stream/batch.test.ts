import { describe, expect, it } from 'vitest'
import { batch, type Timing } from './batch'

/** A browser whose time and frames move when the test says so. */
function browser() {
  const soon: (() => void)[] = []
  const frames: (() => void)[] = []
  let now = 0
  const timing: Timing = { now: () => now, soon: (r) => void soon.push(r), frame: (r) => void frames.push(r) }
  const run = (list: (() => void)[]) => list.splice(0).forEach((r) => r())
  return { timing, task: () => run(soon), frame: () => ((now += 16), run(frames)), pass: (ms: number) => (now += ms) }
}

describe('batches', () => {
  it('show a single alarm at once, without waiting for a frame', () => {
    const b = browser()
    const seen: number[][] = []
    const push = batch<number>((items) => seen.push(items), b.timing)
    b.pass(100)
    push(1)
    b.task()
    expect(seen).toEqual([[1]])
  })

  it('show a hundred alarms of one moment together', () => {
    const b = browser()
    const seen: number[][] = []
    const push = batch<number>((items) => seen.push(items), b.timing)
    b.pass(100)
    for (let i = 0; i < 100; i++) push(i)
    b.task()
    b.frame()
    expect(seen.map((s) => s.length)).toEqual([100])
  })

  it('render a stream at most once per frame, in order', () => {
    const b = browser()
    const seen: number[][] = []
    const push = batch<number>((items) => seen.push(items), b.timing)
    b.pass(100)
    push(1)
    b.task()
    push(2)
    push(3)
    b.task()
    expect(seen).toEqual([[1]])
    push(4)
    b.frame()
    expect(seen).toEqual([[1], [2, 3, 4]])
  })
})
