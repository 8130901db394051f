import type { components } from '../../../api/schema'
import { t, tMaybe } from '../../../ui/i18n'

export type Setting = components['schemas']['SettingView']

export const labelOf = (s: Setting) => tMaybe(`setting.item.${s.key}.label`) ?? s.key
export const hintOf = (s: Setting) => tMaybe(`setting.item.${s.key}.hint`)
export const choiceOf = (s: Setting, value: string) => tMaybe(`setting.item.${s.key}.choice.${value}`) ?? value

/** A value as people read it. */
export function shownAs(s: Setting, value: string): string {
  switch (s.kind) {
    case 'bool':
      return value === 'true' ? t('setting.on') : t('setting.off')
    case 'choice':
      return choiceOf(s, value)
    case 'secret':
      return s.set ? t('setting.kept') : t('setting.unset')
    default:
      return value || t('setting.unset')
  }
}
