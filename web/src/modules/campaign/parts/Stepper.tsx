import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'
import { states, type Card } from './words'

/** How far the campaign has come, and when it got there. */
export function Stepper({ card }: { card: Card }) {
  const now = states.indexOf(card.state)
  const when: Record<string, number> = {
    draft: card.createdAt, review: card.approvedAt, published: card.publishedAt, running: card.runningAt, closed: card.closedAt,
    frozen: card.frozenAt, announced: card.announcedAt, archived: card.archivedAt,
  }
  return (
    <ol className="cam-steps" aria-label={t('campaign.stepper')} tabIndex={0}>
      {states.map((s, i) => (
        <li key={s} className={i < now ? 'cam-past' : i === now ? 'cam-now' : undefined} aria-current={i === now ? 'step' : undefined}>
          <div className="cam-dot num" aria-hidden="true">{i < now ? '✓' : i + 1}</div>
          {t(`campaign.state.${s}`)}
          <small className="num">{s === 'review' && i === now && card.approved ? t('campaign.approvedBy', { name: card.approverName }) : i <= now ? dateTime(when[s] ?? 0).slice(5) : ''}</small>
        </li>
      ))}
    </ol>
  )
}
