import { t } from '../../ui/i18n/core'
import { dateTime } from '../../ui/time'
import { Head } from '../parts/Head'
import { useInspect } from '../use'

/** What two people answered differently. The lead takes one; both stay on record. */
export function DisputesPage({ visit }: { visit: string }) {
  const inspect = useInspect()
  const kit = inspect.kit(visit)?.kit
  const list = kit?.disputes ?? []
  const lead = kit?.visit.leadId === inspect.owner?.id
  const words = new Map(inspect.lines(visit).map((l) => [l.item.code, l.item.text]))
  return (
    <main>
      <Head title={t('inspect.disputes.title', { n: list.length })} back={['v', visit]} />
      <p class="dim">{t('inspect.disputes.hint')}</p>
      {list.map((d) => (
        <section class="card" key={d.item}>
          <h2>
            {d.item} {words.get(d.item)}
          </h2>
          {d.answers.map((a) => (
            <div class="claim" key={a.opId}>
              <p>
                <b>{t(`inspect.result.${a.result as 'ok'}`)}</b> {[a.place, a.text].filter(Boolean).join('：')}
              </p>
              <p class="dim">{t('inspect.disputes.by', { name: a.byName, agency: t(`inspect.agency.${a.agency as 'police'}`), time: dateTime(a.at) })}</p>
              {lead && (
                <button type="button" class="mid wide" onClick={() => void inspect.decide(visit, d.item, a.opId)}>{t('inspect.disputes.take')}</button>
              )}
            </div>
          ))}
          {!lead && <p class="dim">{t('inspect.disputes.lead', { name: kit?.visit.leadName ?? '' })}</p>}
        </section>
      ))}
    </main>
  )
}
