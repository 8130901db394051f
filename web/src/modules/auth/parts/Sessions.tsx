import { useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { StatusTag } from '../../../ui/Tags'
import { ago, dateTime } from '../../../ui/time'
import { useNow } from '../../../ui/now'
import type { Session } from './types'
import { browserName } from './way'
import '../auth.css'

/** Where somebody is logged in, each with a way to end it. */
export function Sessions({ items, mayEnd = true }: { items: Session[]; mayEnd?: boolean }) {
  const cache = useQueryClient()
  const now = useNow()
  if (items.length === 0) return <p className="dim">{t('auth.session.none')}</p>
  return (
    <ul className="plain-list">
      {items.map((s) => {
        const name = s.deviceName || browserName(s.agent) || t('auth.session.unknown')
        return (
          <li key={s.id}>
            <div className="grow">
              {name} {s.current && <StatusTag hue="blue">{t('auth.session.current')}</StatusTag>}
              <div className="dim num">
                {t(`auth.session.by.${s.method}`)}
                {s.second && ` + ${t('auth.session.second')}`} · {s.ip} · {t('auth.session.since')} {dateTime(s.createdAt)} · {t('auth.session.seen')} {ago(s.seenAt, now)}
              </div>
            </div>
            {mayEnd && !s.current && (
              <ConfirmAct
                act={t('auth.session.end')}
                name={name}
                consequence={t('auth.session.endHint')}
                size="small"
                onConfirm={async () => {
                  await must(api.POST('/api/v1/auth/sessions/{id}/end', { params: { path: { id: s.id } } }))
                  await cache.invalidateQueries({ queryKey: ['auth', 'sessions'] })
                }}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}
