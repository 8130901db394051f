import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'
import type { Hue } from '../../../ui/Tags'

export type Card = components['schemas']['AlarmCard']

export type Level = 'emergency' | 'help'

type Hole = components['schemas']['AlarmHole']

export const hueOf: Record<Card['state'], Hue> = {
  waiting: 'red', accepted: 'orange', dispatched: 'blue', on_scene: 'purple', resolved: 'green', reset: 'grey',
}

export const kindWord = (kind: string) => tMaybe(`alarm.kind.${kind || 'none'}`) ?? kind

/** From one moment to another in words; nothing while either has not come. */
export function span(from: number, to: number): string {
  if (!from || !to) return ''
  const s = Math.max(0, Math.round((to - from) / 1000))
  return s < 60 ? t('alarm.seconds', { n: s }) : t('alarm.minutes', { m: Math.floor(s / 60), s: s % 60 })
}

export const postName = (post: string) => tMaybe(`alarm.plans.post.${post}`) ?? post

export const holeWord = (reason: string) => tMaybe(`alarm.plans.reason.${reason}`) ?? reason

/** What the story says of a step of the plan: how many were called, and which posts were passed over and why. */
export function stepWords(data: Record<string, unknown>): string {
  const { people, shared, skipped } = data as Partial<Pick<components['schemas']['AlarmCallView'], 'people' | 'shared' | 'skipped'>>
  const said = []
  if (people?.length) said.push(t('alarm.plans.people', { n: people.length }))
  if (shared) said.push(t('alarm.plans.shared', { n: shared }))
  if (skipped?.length) said.push(t('alarm.plans.skipped', { posts: skipped.map((s) => `${postName(s.post)}（${holeWord(s.reason)}）`).join('、') }))
  return said.join(' · ')
}

/** Whom a plan would call in vain, each once; how many see it on pages only; whether no shared channel is set up. */
export function holesOf(all: Hole[]): { holes: Hole[]; pageOnly: number; noEndpoint: boolean } {
  const holes = new Map<string, Hole>()
  const pages = new Set<string>()
  for (const h of all) {
    if (h.reason === 'page_only') pages.add(h.name)
    else if (h.reason !== 'no_endpoint') holes.set(`${h.post} ${h.reason} ${h.name}`, h)
  }
  return { holes: [...holes.values()], pageOnly: pages.size, noEndpoint: all.some((h) => h.reason === 'no_endpoint') }
}
