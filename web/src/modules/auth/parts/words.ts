import { t, tMaybe } from '../../../ui/i18n'
import type { Device, Grant } from './types'

export function roleName(key: string): string {
  return tMaybe(`roles.${key}`) ?? key
}

/** `校长 · 忻州一中` */
export function grantName(grant: Grant): string {
  return `${roleName(grant.role)} · ${grant.targetName || t('auth.grants.everywhereName')}`
}

/** Where a device is of which nobody has said it. */
export function placeNone(device: Device): string {
  return t(device.kind === 'siren' ? 'auth.devices.dutyRoom' : 'auth.devices.placeNone')
}
