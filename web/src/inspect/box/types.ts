// What the phone keeps, row by row. Everything belongs to somebody: two inspectors
// may share a telephone, and what one has written never goes out under the other.
import type { components } from '../../api/schema'

export type Card = components['schemas']['InspectionCard']
export type Kit = components['schemas']['InspectionKit']
export type Answered = components['schemas']['InspectionAnswered']
export type Said = components['schemas']['InspectionSaid']
export type Dispute = components['schemas']['InspectionDispute']
export type Synced = components['schemas']['InspectionSynced']
export type SignIn = components['schemas']['InspectionSignIn']
export type Sheet = components['schemas']['ChecklistSheet']
export type Item = components['schemas']['ChecklistItem']
export type Note = components['schemas']['ChecklistNote']
export type Standing = components['schemas']['FilesStanding']

/** A visit that was downloaded. */
export interface KitRow {
  id: string
  owner: string
  visit: string
  kit: Kit
  /** When it was fetched, by this phone's clock. */
  at: number
}

/** Why something was refused, as the server said it. */
export interface Refusal {
  code: string
  params: Record<string, unknown>
}

/** One answer on its way. `n` is given by the database and tells the order. */
export interface OpRow {
  n?: number
  id: string
  owner: string
  visit: string
  item: string
  answer: Said
  deviceAt: number
  /** The revision of the item that the person saw. */
  base: number
  refused?: Refusal
}

export type Purpose = 'inspection.photo' | 'inspection.voice' | 'inspection.sign'

/** A photograph, a voice note or a signature on its way; its bytes lie beside it. */
export interface FileRow {
  key: string
  owner: string
  visit: string
  item: string
  purpose: Purpose
  path: string
  name: string
  size: number
  sha256: string
  at: number
  /** Bytes that the server has. */
  sent: number
  /** When the server had all of them; it stays here until the visit knows it. */
  up?: number
  refused?: Refusal
}

/** What ends a visit: a signature, or the handing in. It goes out after everything else of the visit. */
export interface ActRow {
  n?: number
  id: string
  owner: string
  visit: string
  kind: 'sign' | 'submit'
  sign?: SignIn
  at: number
  refused?: Refusal
}

export interface Everything {
  kits: KitRow[]
  ops: OpRow[]
  files: FileRow[]
  acts: ActRow[]
}
