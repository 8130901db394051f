import { api, must } from '../../../api/client'
import { keepWords } from './words'

/** Why this browser cannot, or whether it is on. */
export type PushState = 'insecure' | 'unsupported' | 'denied' | 'off' | 'on'

// A scope of its own: this worker answers no page, it only shows messages.
const worker = '/notify-sw.js'
const scope = '/notices'

export interface Mine {
  state: PushState
  endpoint: string
}

export async function lookAtPush(): Promise<Mine> {
  if (!isSecureContext) return { state: 'insecure', endpoint: '' }
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return { state: 'unsupported', endpoint: '' }
  if (Notification.permission === 'denied') return { state: 'denied', endpoint: '' }
  const registration = await navigator.serviceWorker.getRegistration(scope)
  // A worker of a wider scope would answer as well; only ours counts.
  const ours = registration && new URL(registration.scope).pathname === scope ? registration : undefined
  const subscription = await ours?.pushManager.getSubscription()
  if (!subscription) return { state: 'off', endpoint: '' }
  await keepWords()
  return { state: 'on', endpoint: subscription.endpoint }
}

/** Asks the reader, then the browser, then tells the server. Rejects when the browser could not. */
export async function switchOn(urgentOnly: boolean): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return
  await keepWords()
  const registration = await navigator.serviceWorker.register(worker, { scope })
  await active(registration)
  const { key } = await must(api.GET('/api/v1/push/key'))
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  await tellServer(subscription, urgentOnly)
}

export async function setUrgentOnly(urgentOnly: boolean): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope)
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription) await tellServer(subscription, urgentOnly)
}

export async function switchOff(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope)
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return
  // The server first: a browser that is deaf while the server thinks otherwise would cost a receipt.
  await forget(subscription.endpoint)
  await subscription.unsubscribe()
}

export async function forget(endpoint: string): Promise<void> {
  await must(api.DELETE('/api/v1/push/subscriptions', { params: { query: { endpoint } } }))
}

async function tellServer(subscription: PushSubscription, urgentOnly: boolean): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  await must(
    api.POST('/api/v1/push/subscriptions', {
      body: { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '', label: browserName(navigator.userAgent), urgentOnly },
    }),
  )
}

function active(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting
  if (registration.active || !coming) return Promise.resolve()
  return new Promise((resolve) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve()
    })
  })
}

/** base64url → bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  const out = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i)
  return out
}

/** A name by which a person knows his browsers apart, e.g. `Chrome · Windows`. */
export function browserName(agent: string): string {
  // In this order: each claims to be those after it.
  const find = (marks: [string, string][]) => marks.find(([mark]) => agent.includes(mark))?.[1]
  const browser = find([['Edg', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']])
  const system = find([
    ['Windows', 'Windows'], ['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Mac OS X', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(' · ')
}
