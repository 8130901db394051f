import { t, tMaybe } from '../../../ui/i18n'
import type { Grant } from './types'

export function roleName(key: string): string {
  return tMaybe(`roles.${key}`) ?? key
}

/** `校长 · 忻州一中` */
export function grantName(grant: Grant): string {
  return `${roleName(grant.role)} · ${grant.targetName || t('auth.grants.everywhereName')}`
}
