import type { Step } from './value'

/** Steps follow one another without a gap: each begins where the one before ends, the last has no end. */
export function joined(steps: Step[]): Step[] {
  return steps.map((s, i) => {
    const step: Step = { base: s.base, ge: i === 0 ? 0 : (steps[i - 1]?.lt ?? 0) }
    if (i < steps.length - 1) step.lt = s.lt ?? 0
    if (s.per || s.add) Object.assign(step, { per: s.per ?? 0, add: s.add ?? 0 })
    return step
  })
}

/** A new step before the last, from where the one before it ends. */
export function withOneMore(steps: Step[]): Step[] {
  const top = steps.at(-1) ?? { base: 1 }
  const from = steps.at(-2)?.lt ?? 0
  return [...steps.slice(0, -1), { base: top.base, lt: from + 500 }, top]
}
