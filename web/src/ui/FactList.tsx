import type { ReactNode } from 'react'
import './pieces.css'

export interface Fact {
  label: string
  value: ReactNode
  /** Takes the whole row. */
  wide?: boolean
}

/** Names and values of one object; an empty value shows a dash, never a hole. */
export function FactList({ facts, single = false }: { facts: Fact[]; single?: boolean }) {
  return (
    <dl className={single ? 'facts facts-one' : 'facts'}>
      {facts.map((f) => (
        <div key={f.label} className={f.wide ? 'facts-wide' : undefined}>
          <dt>{f.label}</dt>
          <dd>{f.value === '' || f.value === null || f.value === undefined ? '—' : f.value}</dd>
        </div>
      ))}
    </dl>
  )
}
