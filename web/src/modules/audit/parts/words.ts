import { t, tMaybe } from '../../../ui/i18n'
import type { components } from '../../../api/schema'

export type Entry = components['schemas']['AuditEntry']

/** The act in words; undefined while it has no name yet. */
export function actName(action: string): string | undefined {
  return tMaybe(`audit.acts.${action}`)
}

export function actorName(e: Entry): string {
  if (e.actorKind === 'system') return `${t('audit.system')} · ${e.actorName}`
  return e.actorName || t('audit.anonymous')
}

export const parts = ['auth.', 'org.', 'norm.', 'setting.', 'alarm.', 'notify.', 'files.', 'todo.'] as const
