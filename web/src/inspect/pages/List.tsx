import { t } from '../../ui/i18n/core'
import { dateTime } from '../../ui/time'
import type { Card } from '../box/types'
import { progress } from '../box/model'
import { go, href, useInspect } from '../use'

/** The inspector's day. */
export function List() {
  const inspect = useInspect()
  const cards = inspect.today
  const open = cards.filter((c) => c.state !== 'submitted' && c.state !== 'void')
  const missing = open.some((c) => !inspect.kit(c.id))
  return (
    <main>
      <h1>{t('inspect.today')}</h1>
      {open.length > 0 && (
        <button type="button" class={missing ? 'big' : 'big plain'} disabled={inspect.loading !== undefined} onClick={() => void inspect.download()}>
          {inspect.loading ? t('inspect.downloading', inspect.loading) : missing ? t('inspect.download') : t('inspect.downloadAgain')}
        </button>
      )}
      {open.length > 0 && !missing && <p class="good">{t('inspect.downloaded')}</p>}
      {open.length > 0 && !missing && !inspect.kept && <p class="note">{t('inspect.bar.notKept')}</p>}
      {cards.length === 0 && (
        <div class="card center">
          <p>{t(inspect.cards || !inspect.problem ? 'inspect.none' : 'inspect.needNetwork')}</p>
          <p class="dim">{t('inspect.noneHint')}</p>
        </div>
      )}
      <ul class="list">
        {cards.map((c) => (
          <li key={c.id}>
            <Visit card={c} />
          </li>
        ))}
      </ul>
      {inspect.others > 0 && <p class="note">{t('inspect.bar.others', { n: inspect.others })}</p>}
      <p class="center">
        <a class="link" href={href('login')}>{t('inspect.login.leave')}</a>
      </p>
    </main>
  )
}

function Visit({ card }: { card: Card }) {
  const inspect = useInspect()
  const kit = inspect.kit(card.id)
  const { done, total, faults } = progress(inspect.lines(card.id))
  return (
    <button type="button" class="card visit" onClick={() => go('v', card.id)}>
      <span class="row">
        <b class="grow">{card.schoolName}</b>
        <span class={`tag ${card.state}`}>{t(`inspect.state.${card.state}`)}</span>
      </span>
      <span class="dim">
        {card.day} · {t(`inspect.kind.${card.kind}`)} · {card.title}
      </span>
      <span class="dim">{t('inspect.lead', { name: card.leadName })}</span>
      {kit ? (
        <>
          <progress value={done} max={Math.max(1, total)} aria-label={t('inspect.progress', { done, total })} />
          <span class="row">
            <span class="num grow">{t('inspect.progress', { done, total })}</span>
            {faults > 0 && <span>{t('inspect.faults', { n: faults })}</span>}
            <span class="dim">{t('inspect.downloadedAt', { time: dateTime(kit.at).slice(5) })}</span>
          </span>
        </>
      ) : (
        <span class="warn">{t('inspect.notDownloaded')}</span>
      )}
    </button>
  )
}
