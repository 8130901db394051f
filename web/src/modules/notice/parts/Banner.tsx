import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'
import { Level } from './Level'
import './notice.css'

/** What is in force where one works: one calm line, the gravest first. It never moves and never rings. */
export function Banner() {
  const { data } = useQuery({
    queryKey: ['safety-notices', 'current'],
    queryFn: () => must(api.GET('/api/v1/safety-notices/current')),
    refetchInterval: 60_000,
  })
  const n = data?.items[0]
  if (!n) return null
  return (
    <aside className={`notice-banner${n.level ? ` notice-banner-${n.level}` : ''}`} aria-label={t('notice.title')}>
      <Level of={n} />
      <span className="grow">
        <b>{n.title}</b> <span className="dim num">{n.authority || n.publisher} · {t('notice.bannerUntil', { time: dateTime(n.endsAt) })}</span>
      </span>
      {data.items.length > 1 && <span className="dim">{t('notice.bannerMore', { n: data.items.length - 1 })}</span>}
      <a href={`/safety-notices?scope=received&open=${n.id}`}>{t('notice.bannerOpen')}</a>
    </aside>
  )
}
