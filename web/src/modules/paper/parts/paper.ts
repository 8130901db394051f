import type { components } from '../../../api/schema'
import type { PaperBlock } from '../../../ui/OfficialPaper'
import type { Hue } from '../../../ui/Tags'

export type Paper = components['schemas']['PaperCard']
export type State = Paper['state']

export const states: State[] = ['issued', 'served', 'received', 'withdrawn']
export const stateHue: Record<State, Hue> = { issued: 'orange', served: 'blue', received: 'green', withdrawn: 'grey' }
export const ways = ['online', 'direct', 'left', 'post', 'notice'] as const

/** The blocks of a paper's text; a body of another shape shows none. */
export function blocksOf(p: Paper): PaperBlock[] {
  const body = p.body as { blocks?: PaperBlock[] } | undefined
  return body?.blocks ?? []
}

export function addressOf(p: Paper): string {
  return `${location.origin}/verify/${p.code}`
}
