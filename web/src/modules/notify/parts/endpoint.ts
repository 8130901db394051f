import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'

export type Endpoint = components['schemas']['NotifyEndpoint']
export type Receipt = components['schemas']['NotifyReceipt']
export type Line = components['schemas']['NotifyLine']

export const kinds = ['wecom', 'dingtalk', 'feishu', 'webhook', 'ntfy', 'mail', 'sms'] as const
export const modes = ['real', 'drill', 'test'] as const

export const wayWord = (channel: string) => tMaybe(`notify.way.${channel}`) ?? channel
export const whyWord = (code: string) => tMaybe(code.replace('notify.', 'notify.why.')) ?? code
export const modeWord = (mode: string) => tMaybe(`notify.channels.mode.${mode}`) ?? mode
export const placeWord = (e: Endpoint) => (e.path === '/' ? t('notify.channels.everywhere') : e.place)

/** Which channels have a secret beside their address. */
export const hasSecret = (channel: string) => ['webhook', 'dingtalk', 'feishu', 'ntfy'].includes(channel)
