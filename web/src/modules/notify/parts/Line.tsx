import type { components } from '../../../api/schema'
import { t, tMaybe, type Params } from '../../../ui/i18n'
import { ModeTag, StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'

export type Notice = components['schemas']['NotifyNotice']

export const sentence = (notice: Notice) =>
  tMaybe(notice.title, (notice.params ?? {}) as Params) ?? t('notify.unknown', { code: notice.title })

/** One notice; opening it marks it as seen. */
export function Line({ notice, onSee }: { notice: Notice; onSee: (notice: Notice) => void }) {
  const unread = notice.seenAt === 0
  const see = () => {
    if (unread) onSee(notice)
  }
  return (
    <li className={unread ? 'notify-line notify-unread' : 'notify-line'}>
      <div>
        <ModeTag value={notice.mode} /> {notice.lane === 'urgent' && notice.mode === 'real' && <StatusTag hue="red">{t('notify.urgent')}</StatusTag>}{' '}
        {notice.link ? (
          <a href={notice.link} onClick={see}>
            {sentence(notice)}
          </a>
        ) : (
          <button type="button" className="notify-open" onClick={see}>
            {sentence(notice)}
          </button>
        )}
      </div>
      <div className="dim num">
        {dateTime(notice.at)} {unread && <span className="notify-mark">{t('notify.unread')}</span>}
      </div>
    </li>
  )
}
