import type { components } from '../../../api/schema'

export type ClassCount = components['schemas']['PupilClassCount']
export type Member = components['schemas']['PupilMember']
export type Slips = components['schemas']['PupilSlips']
export type Import = components['schemas']['PupilImport']
