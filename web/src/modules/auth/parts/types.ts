import type { components } from '../../../api/schema'

type Schemas = components['schemas']
export type Outcome = Schemas['AuthOutcome']
export type Factor = Schemas['AuthFactor']
export type Person = Schemas['AuthPerson']
export type PersonDetail = Schemas['AuthPersonDetail']
export type Grant = Schemas['AuthGrant']
export type Role = Schemas['AuthRoleInfo']
export type Session = Schemas['AuthSession']
export type Device = Schemas['AuthDevice']
export type Account = Schemas['AuthAccount']
