import { t } from '../../ui/i18n/core'
import { dayOf, timeOf } from '../steps'
import { useLearn } from '../use'

export function List() {
  const learn = useLearn()
  if (!learn.campaigns) return <p class="card dim">{learn.problem ? <button type="button" class="big" onClick={() => void learn.list()}>{t('learn.reload')}</button> : t('learn.loading')}</p>
  return (
    <>
      <h1>{t('learn.mine')}</h1>
      {learn.campaigns.length === 0 && (
        <div class="card">
          <h2>{t('learn.none')}</h2>
          <p class="dim">{t('learn.noneHint')}</p>
          <button type="button" class="big" onClick={() => void learn.list()}>{t('learn.reload')}</button>
        </div>
      )}
      {learn.campaigns.map((c) => {
        const p = learn.entry && learn.memory.progress(learn.entry, c.id)
        return (
          <section class="card" key={c.id} data-done={c.done}>
            <h2>{c.title}</h2>
            {c.theme && <p>{c.theme}</p>}
            <p class="dim">
              {c.done ? `${c.late ? t('learn.doneLate') : t('learn.done')} · ${dayOf(c.doneAt)} ${timeOf(c.doneAt).slice(-3)}` : c.over ? t('learn.over') : t('learn.until', { time: dayOf(c.untilAt) })}
            </p>
            <button type="button" class={c.done ? 'plain' : 'big'} onClick={() => learn.open(c)}>
              {c.done ? t('learn.look') : p && (p.done.length > 0 || p.unsent) ? t('learn.goOn') : t('learn.go')}
            </button>
          </section>
        )
      })}
    </>
  )
}
