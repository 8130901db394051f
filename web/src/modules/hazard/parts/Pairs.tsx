import { t } from '../../../ui/i18n'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { src, type Hazard, type Photo } from './words'

/** Two clocks that differ by more than a minute are both shown; a camera has no say over the server's. */
const off = (p: Photo) => p.takenAt > 0 && Math.abs(p.at - p.takenAt) > 60_000

function Picture({ of: h, p, label }: { of: Hazard; p: Photo | undefined; label: string }) {
  if (!p) return <div className="hazard-nopic">{label}</div>
  return (
    <figure>
      <a href={src(h.id, p)} target="_blank" rel="noreferrer">
        <img src={src(h.id, p)} alt={label} loading="lazy" />
      </a>
      <figcaption>
        <b>{label}</b>
        {p.takenAt > 0 && <span>{t('hazard.takenAt', { time: dateTime(p.takenAt) })}</span>}
        {(off(p) || p.takenAt === 0) && <span>{t('hazard.gotAt', { time: dateTime(p.at) })}</span>}
        <span className="dim">{p.by}</span>
      </figcaption>
    </figure>
  )
}

/** Before on the left, after on the right; one row per pair, the last round of mending. */
export function Pairs({ hazard: h }: { hazard: Hazard }) {
  const before = h.photos.filter((p) => p.phase === 'before')
  const after = h.photos.filter((p) => p.phase === 'after')
  const last = Math.max(0, ...after.map((p) => p.round))
  const now = after.filter((p) => p.round === last)
  const loose = now.filter((p) => !p.pair)
  const rest = h.photos.filter((p) => p.phase === 'interim' || p.phase === 'progress' || p.phase === 'paper')
  return (
    <div className="hazard-pairs">
      {last > 0 && <StatusTag hue="blue">{t('hazard.roundN', { n: last + 1 })}</StatusTag>}
      {before.map((b) => (
        <div key={b.id} className="hazard-pair">
          <Picture of={h} p={b} label={t('hazard.before')} />
          <Picture of={h} p={now.find((a) => a.pair === b.id)} label={now.some((a) => a.pair === b.id) ? t('hazard.after') : t('hazard.noAfter')} />
        </div>
      ))}
      {loose.map((a) => (
        <div key={a.id} className="hazard-pair">
          <div className="hazard-nopic">{t('hazard.noBefore')}</div>
          <Picture of={h} p={a} label={t('hazard.after')} />
        </div>
      ))}
      {before.length + loose.length === 0 && <p className="dim">{t('hazard.noBefore')}</p>}
      {rest.length > 0 && (
        <div className="hazard-pair">
          {rest.map((p) => (
            <Picture key={p.id} of={h} p={p} label={t(`hazard.phase.${p.phase as 'interim'}`)} />
          ))}
        </div>
      )}
    </div>
  )
}
