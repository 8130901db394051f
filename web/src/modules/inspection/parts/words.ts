import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import type { Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'

type Schemas = components['schemas']
export type Card = Schemas['InspectionCard']
export type Kit = Schemas['InspectionKit']
export type Answered = Schemas['InspectionAnswered']
export type Claim = Schemas['InspectionClaim']
export type Round = Schemas['InspectionRoundCard']
export type RoundPage = Schemas['InspectionRoundPage']
export type Target = Schemas['InspectionTargetRow']
export type Item = Schemas['ChecklistItem']

export const kinds = ['joint', 'special', 'county', 'sample', 'random', 'surprise', 'follow', 'term', 'monthly', 'weekly', 'self'] as const
export const ownKinds = ['term', 'monthly', 'weekly', 'self'] as const
export const states = ['planned', 'running', 'signing', 'submitted', 'void'] as const
export const agencies = ['education', 'police', 'market', 'fire', 'housing', 'health', 'traffic', 'city', 'culture'] as const
export const results = ['ok', 'fault', 'partly', 'na'] as const
export type Result = (typeof results)[number]
export const forms = ['register', 'self', 'recheck', 'score', 'ask'] as const
export type FormName = (typeof forms)[number]

export const isOwn = (kind: string): boolean => (ownKinds as readonly string[]).includes(kind)
export const hue: Record<Card['state'], Hue> = { planned: 'grey', running: 'blue', signing: 'purple', submitted: 'green', void: 'grey' }
export const roundHue: Record<Round['state'], Hue> = { draft: 'grey', open: 'blue', closed: 'green', cancelled: 'grey' }
export const resultHue: Record<Result, Hue> = { ok: 'green', fault: 'red', partly: 'orange', na: 'grey' }

export const agencyWord = (a: string): string => t(`inspection.agency.${a as (typeof agencies)[number]}`)
export const resultWord = (r: string): string => (r ? t(`inspection.result.${r as Result}`) : '')
export const today = (): string => date(serverNow())

/** Both times are shown when they differ by more than a minute: the answer was made without a network, or the phone's clock is wrong. */
export const clocksDiffer = (a: { at: number; deviceAt: number }): boolean => a.deviceAt > 0 && Math.abs(a.at - a.deviceAt) > 60_000
