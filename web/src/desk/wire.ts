// Every call of the desk to the server, in the desk's own types.
import { api, must } from '../api/client'
import { isAlone } from '../api/presence'
import type { components } from '../api/schema'
import type { AlarmCard, Detail, Hand, Verb } from './model/card'
import type { Station } from './model/filter'
import type { Looks } from './model/looks'
import type { Terminal } from './model/terminals'

export interface Me {
  person: { id: string; name: string; unit: string }
  /** Permission → path prefixes of the areas it holds for. */
  permissions: Record<string, string[]>
}

export async function getMe(): Promise<Me> {
  return (await must(api.GET('/api/v1/auth/me'))) as unknown as Me
}

export type Step = 'done' | 'totp' | 'totp_setup'

export async function logIn(login: string, password: string): Promise<Step> {
  const said = (await must(api.POST('/api/v1/auth/login', { body: { login, password } }))) as { step?: string }
  return said.step === 'totp' || said.step === 'totp_setup' ? said.step : 'done'
}

export async function sendTotp(code: string): Promise<void> {
  await must(api.POST('/api/v1/auth/totp', { body: { code } }))
}

export async function logOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout')
}

interface Page {
  items: AlarmCard[]
  next: string
  serverTime: number
}

async function page(query: { open?: boolean; state?: AlarmCard['state']; q?: string; after?: string; limit: number }): Promise<Page> {
  return (await must(api.GET('/api/v1/alarms', { params: { query } }))) as unknown as Page
}

/** Everything somebody still has to do something about: what is not over, and what is over but not reset. */
export async function getOpen(): Promise<{ cards: AlarmCard[]; serverTime: number }> {
  const [open, over] = await Promise.all([allPages({ open: true }), page({ state: 'resolved', limit: 200 })])
  return { cards: [...open.cards, ...over.items], serverTime: over.serverTime }
}

async function allPages(query: { open: boolean }): Promise<{ cards: AlarmCard[] }> {
  const cards: AlarmCard[] = []
  for (let after = ''; ; ) {
    const got = await page({ ...query, limit: 2000, ...(after && { after }) })
    cards.push(...got.items)
    if (!got.next || got.items.length === 0) return { cards }
    after = got.next
  }
}

/** Past alarms (all others are here anyway), newest first, that match the text; `after` is the `next` of the page before. */
export async function getHistory(text: string, after: string): Promise<{ cards: AlarmCard[]; next: string }> {
  const got = await page({ state: 'reset', limit: 100, ...(text && { q: text }), ...(after && { after }) })
  return { cards: got.items, next: got.next }
}

export async function getDetail(id: string): Promise<Detail> {
  return (await must(api.GET('/api/v1/alarms/{id}', { params: { path: { id } } }))) as unknown as Detail
}

/** What a verb needs besides the version; unused fields stay away. */
export interface Said {
  unit?: string
  phone?: string
  note?: string
  reason?: string
  /** To whom it is handed over. */
  personId?: string
}

export async function act(id: string, verb: Verb | Hand, version: number, said: Said): Promise<AlarmCard> {
  const params = { path: { id } }
  const note = said.note ? { note: said.note } : {}
  const call = () => {
    switch (verb) {
      case 'accept':
        return api.POST('/api/v1/alarms/{id}/accept', { params, body: { version } })
      case 'take':
        return api.POST('/api/v1/alarms/{id}/take', { params, body: { version } })
      case 'hand-over':
        return api.POST('/api/v1/alarms/{id}/hand-over', { params, body: { version, personId: said.personId ?? '', ...note } })
      case 'arrive':
        return api.POST('/api/v1/alarms/{id}/arrive', { params, body: { version } })
      case 'reset':
        return api.POST('/api/v1/alarms/{id}/reset', { params, body: { version } })
      case 'dispatch':
        return api.POST('/api/v1/alarms/{id}/dispatch', { params, body: { version, unit: said.unit ?? '', phone: said.phone ?? '', ...note } })
      case 'resolve':
        return api.POST('/api/v1/alarms/{id}/resolve', { params, body: { version, ...note } })
      case 'false-alarm':
        return api.POST('/api/v1/alarms/{id}/false-alarm', { params, body: { version, reason: (said.reason ?? 'other') as 'other', ...note } })
    }
  }
  return (await must(call() as Promise<{ data?: unknown }>)) as AlarmCard
}

export async function addNote(id: string, text: string): Promise<AlarmCard> {
  return (await must(api.POST('/api/v1/alarms/{id}/note', { params: { path: { id } }, body: { text } }))) as unknown as AlarmCard
}

/** This officer's agency knows of the alarm. */
export async function acknowledge(id: string): Promise<AlarmCard> {
  return (await must(api.POST('/api/v1/alarms/{id}/ack', { params: { path: { id } } }))) as unknown as AlarmCard
}

/** A call for help has become an emergency: everybody is called whom an emergency calls. */
export async function raiseLevel(id: string): Promise<AlarmCard> {
  return (await must(api.POST('/api/v1/alarms/{id}/raise-level', { params: { path: { id } } }))) as unknown as AlarmCard
}

export interface Colleague {
  id: string
  name: string
  unit: string
}

/** To whom the alarm can be handed over. */
export async function getColleagues(id: string): Promise<Colleague[]> {
  return (await must(api.GET('/api/v1/alarms/{id}/colleagues', { params: { path: { id } } }))).items
}

export type Today = components['schemas']['AlarmToday']

export async function getToday(): Promise<Today> {
  return must(api.GET('/api/v1/alarms/today'))
}

/** A beat that runs by itself must not keep the session of somebody who has left. */
export async function look(id: string): Promise<Looks> {
  const headers = isAlone() ? { 'Huxue-Alone': '1' } : {}
  return must(api.POST('/api/v1/alarms/{id}/look', { params: { path: { id } }, headers }))
}

export async function lookAway(id: string): Promise<void> {
  await api.DELETE('/api/v1/alarms/{id}/look', { params: { path: { id } } })
}

export async function getLooks(): Promise<Looks[]> {
  return (await must(api.GET('/api/v1/alarms/looks'))).items
}

/** The devices of this desk's area that are missing. */
export async function getMissing(): Promise<Terminal[]> {
  return (await must(api.GET('/api/v1/terminals', { params: { query: { missing: true, limit: 2000 } } }))).items
}

/** The police stations of this desk's area, each with the schools it answers for. */
export async function getStations(): Promise<Station[]> {
  return (await must(api.GET('/api/v1/alarms/stations'))).items
}

/** A line of talk under the name the desk gave it. */
export async function say(id: string, line: string, text: string): Promise<AlarmCard> {
  return (await must(api.POST('/api/v1/alarms/{id}/messages', { params: { path: { id } }, body: { id: line, text } }))) as unknown as AlarmCard
}

/** Where somebody with a part in a running alarm is now. */
export interface Position {
  alarmId: string
  personId: string
  name: string
  unit: string
  lon: number
  lat: number
  version: number
  gone: boolean
}

export async function getPositions(): Promise<Position[]> {
  return (await must(api.GET('/api/v1/alarms/positions'))).items
}

/** Outlines of the counties. GeoJSON has its own standard and so no place in the document of operations. */
export async function getBorders(): Promise<object> {
  const path = '/api/v1/map/borders' as '/api/v1/schools/points'
  return (await must(api.GET(path))) as unknown as object
}

export type SchoolPoint = [id: string, name: string, lon: number, lat: number, countyCode: string]

export async function getSchools(): Promise<SchoolPoint[]> {
  return ((await must(api.GET('/api/v1/schools/points'))) as unknown as { items: SchoolPoint[] }).items
}
