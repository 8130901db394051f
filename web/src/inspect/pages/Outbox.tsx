import { t, tError } from '../../ui/i18n/core'
import { timeOfDay } from '../../ui/time'
import { refusals } from '../box/model'
import type { ActRow, FileRow, OpRow } from '../box/types'
import { Head } from '../parts/Head'
import { useInspect } from '../use'

const fileWords = { 'inspection.photo': 'inspect.outbox.photo', 'inspection.voice': 'inspect.outbox.voice', 'inspection.sign': 'inspect.outbox.signature' } as const

/** What waits on this phone, thing by thing, and what the server would not take. */
export function OutboxPage() {
  const inspect = useInspect()
  const { ops, files, acts, n } = inspect.unsent
  const back = refusals(inspect.all, inspect.owner?.id ?? '')
  const school = (visit: string): string => inspect.kit(visit)?.kit.visit.schoolName ?? ''
  const visits = [...new Set(ops.map((o) => o.visit))]
  return (
    <main>
      <Head title={n > 0 ? t('inspect.bar.unsent', { n }) : t('inspect.outbox.title')} back={[]} />
      {n === 0 && back.length === 0 && <p class="good">{t('inspect.outbox.none')}</p>}
      {n > 0 && (
        <>
          <p class="dim">{inspect.sending ? t('inspect.bar.sending', { n }) : inspect.expired ? t('inspect.bar.login') : inspect.ending === 'network' ? t('inspect.bar.offline') : ''}</p>
          <button type="button" class="big" disabled={inspect.sending} onClick={() => inspect.kick()}>{t('inspect.outbox.retry')}</button>
        </>
      )}
      {visits.map((v) => (
        <p class="card row" key={v}>
          <span class="grow">{school(v)}</span>
          <b>{t('inspect.outbox.answers', { n: ops.filter((o) => o.visit === v).length })}</b>
        </p>
      ))}
      {files.map((f) => (
        <p class="card row" key={f.key}>
          <span class="grow">
            {t(fileWords[f.purpose])} {f.purpose !== 'inspection.sign' && f.item} <small>{timeOfDay(f.at)}</small>
          </span>
          <b class="num">{t('inspect.outbox.percent', { n: Math.floor((100 * f.sent) / f.size) })}</b>
        </p>
      ))}
      {acts.map((a) => (
        <p class="card row" key={a.id}>
          <span class="grow">{school(a.visit)}</span>
          <b>{what(a)}</b>
        </p>
      ))}
      {back.map((x) => (
        <section class="card bad" key={'key' in x ? x.key : x.id}>
          <p>
            <b>{what(x)}</b> {school(x.visit)}
          </p>
          <p>
            {t('inspect.outbox.why')}
            {tError(x.refused!)}
          </p>
          <button type="button" class="mid wide" onClick={() => void inspect.dismiss(x)}>{t('inspect.outbox.dismiss')}</button>
        </section>
      ))}
    </main>
  )
}

function what(x: OpRow | FileRow | ActRow): string {
  if ('key' in x) return `${t(fileWords[x.purpose])} ${x.item}`
  if ('item' in x) return x.item
  if (x.kind === 'submit') return t('inspect.outbox.submit')
  const side = x.sign?.agency ?? ''
  return side === 'school' ? t('inspect.sign.school') : t('inspect.sign.own', { agency: t(`inspect.agency.${side as 'police'}`) })
}
