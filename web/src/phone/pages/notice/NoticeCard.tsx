import { t } from '../../../ui/i18n/core'
import { useCurrent } from './current'
import './notice.css'

/**
 * On the first page of the phone: one calm line while something is in force. It never takes the place of
 * the button. What schools do is read on a page that the server draws: the phone's first load is the button's.
 */
export function NoticeCard() {
  const list = useCurrent()
  const first = list[0]
  if (!first) return null
  return (
    <a class={`bar notice-card ${first.level}`} href={`/api/v1/safety-notices/${first.id}/sheet`}>
      <span class="grow">
        <b>{first.level === '' ? t('notice.prompt') : t(`notice.levels.${first.level}`)}</b> {first.title}
        {list.length > 1 && <small> {t('notice.more', { n: list.length - 1 })}</small>}
      </span>
      <span class="arrow" aria-hidden="true" />
    </a>
  )
}
