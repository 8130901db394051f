import { t, tMaybe } from '../../../ui/i18n'
import type { components } from '../../../api/schema'

export type Entry = components['schemas']['AuditEntry']

/** The act in words; undefined while it has no name yet. */
export function actName(action: string): string | undefined {
  return tMaybe(`audit.acts.${action}`)
}

export function actorName(e: Entry): string {
  // What the system does by itself bears the name of its job, which is for the log; one of the office has words.
  if (e.actorKind === 'system') return [t('audit.system'), tMaybe(`audit.jobs.${e.actorName}`)].filter(Boolean).join(' · ')
  return e.actorName || t('audit.anonymous')
}

export const parts = ['auth.', 'org.', 'norm.', 'setting.', 'alarm.', 'notify.', 'files.', 'todo.'] as const
