import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Card = components['schemas']['DeviceCard']
export type MessageCard = components['schemas']['DeviceMessageCard']
export type FaultCard = components['schemas']['DeviceFaultCard']
export type Reading = components['schemas']['DeviceReadingCard']

export const kinds = ['box', 'camera', 'recorder', 'helppoint'] as const
export const protocols = ['gb28181', 'dc09', 'mqtt', 'webhook', 'sip'] as const
export const outcomes = ['taken', 'understood', 'unparsed', 'refused', 'repeated'] as const

export const stateHue: Record<Card['state'], Hue> = { unseen: 'grey', online: 'green', late: 'yellow', lost: 'red', retired: 'grey' }
export const outcomeHue: Record<MessageCard['outcome'], Hue> = { taken: 'yellow', understood: 'green', unparsed: 'orange', refused: 'red', repeated: 'grey' }

/** Why a message was judged as it was: `<protocol>.<what>`; a reason nobody has words for is shown as it is. */
export function reasonWord(reason: string): string {
  return reason === '' ? '' : (tMaybe(`device.reason.${reason}`) ?? reason)
}

export function turnedWord(reason: string): string {
  return tMaybe(`device.reason.turned.${reason}`) ?? reason
}

export function faultWord(kind: string): string {
  return tMaybe(`device.faultKind.${kind}`) ?? kind
}

/** What more there is to say about a fault. */
export function faultDetail(f: FaultCard): string {
  if (f.detail === '') return ''
  if (f.kind === 'silent') return tMaybe(`device.faultSilent.${f.detail}`) ?? f.detail
  return tMaybe(`device.faultDetail.${f.kind}`, { detail: f.detail }) ?? f.detail
}

/** How wrong the clock of a device is; below a second it is right. */
export function driftWord(ms: number): string {
  const s = Math.round(ms / 1000)
  if (s === 0) return t('device.exact')
  return s > 0 ? t('device.fast', { n: s }) : t('device.slow', { n: -s })
}

/** The bytes of a stored message: shown as text by the server, else in hex. */
export function bytesOf(m: Pick<MessageCard, 'text' | 'hex'>): Uint8Array {
  if (m.text !== '') return new TextEncoder().encode(m.text)
  return Uint8Array.from(m.hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Sixteen bytes a line: where, the bytes, and what of them is plain letters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)]
    const hex = part.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(47)
    const plain = part.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex}  ${plain}`)
  }
  return lines.join('\n')
}

/** What of the bytes is text; a byte that is none is a dot. */
export function asText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/g, '·')
}
