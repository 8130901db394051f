import type { ApiProblem } from '../../api/problem'
import { tField } from '../i18n'

export type FieldPath = (string | number)[]

/** `contacts.0.phone` or `contacts[0].phone` → ['contacts', 0, 'phone'] */
export function pathOf(name: string): FieldPath {
  return name
    .replace(/^body\./, '')
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

export interface Placed {
  /** Sentences at fields the form has. */
  at: { name: FieldPath; errors: string[] }[]
  /** Sentences whose field the form does not have; shown above it, so that nothing is swallowed. */
  above: string[]
}

/** Brings the server's refusals to the fields they speak of. */
export function place(problem: ApiProblem, known: (path: FieldPath) => boolean): Placed {
  const placed: Placed = { at: [], above: [] }
  for (const field of problem.fields) {
    const name = pathOf(field.name)
    // A refusal about one field has its figures once, beside the sentence of the whole.
    const text = tField(field.code === problem.code ? { ...field, params: { ...problem.params, ...field.params } } : field)
    if (!known(name)) placed.above.push(`${field.name}: ${text}`)
    else {
      const same = placed.at.find((f) => f.name.join('.') === name.join('.'))
      if (same) same.errors.push(text)
      else placed.at.push({ name, errors: [text] })
    }
  }
  return placed
}
