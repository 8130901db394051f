import { t } from '../../../ui/i18n/core'
import { href } from '../../shell/route'
import { useCurrent } from './current'
import './notice.css'

/** On the first page of the phone: one calm line while something is in force. It never takes the place of the button. */
export function NoticeCard() {
  const list = useCurrent()
  const first = list[0]
  if (!first) return null
  return (
    <a class={`bar notice-card ${first.level}`} href={href('notice', first.id)}>
      <span class="grow">
        <b class="notice-level">{first.level === '' ? t('notice.prompt') : t(`notice.levels.${first.level}`)}</b> {first.title}
        {list.length > 1 && <small> {t('notice.more', { n: list.length - 1 })}</small>}
      </span>
      <span class="arrow" aria-hidden="true" />
    </a>
  )
}
