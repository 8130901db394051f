import { useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { progress } from '../box/model'
import type { KitRow } from '../box/types'
import { Head } from '../parts/Head'
import { Pad } from '../parts/Pad'
import { useInspect } from '../use'

const schoolSide = 'school'

/** The signatures of a visit: of the own department, and of the school on the lead's phone; then the handing in. */
export function SignPage({ visit }: { visit: string }) {
  const inspect = useInspect()
  const row = inspect.kit(visit)
  if (!row || !inspect.owner) {
    return (
      <main>
        <Head title={t('inspect.sign.title')} back={['v', visit]} />
        <p class="note">{t('inspect.needNetwork')}</p>
      </main>
    )
  }
  const { kit } = row
  const at = progress(inspect.lines(visit))
  const lead = kit.visit.leadId === inspect.owner.id
  const sides = lead && !kit.visit.own ? [kit.agency, schoolSide] : [kit.agency]
  const waits = (agency: string): boolean => inspect.all.acts.some((a) => a.visit === visit && a.owner === row.owner && !a.refused && a.sign?.agency === agency)
  const signed = (agency: string): boolean => waits(agency) || kit.visit.signs.some((s) => s.agency === agency)
  const submits = inspect.all.acts.some((a) => a.visit === visit && a.owner === row.owner && !a.refused && a.kind === 'submit')
  const others = kit.visit.unsigned.filter((a) => !signed(a))
  return (
    <main>
      <Head title={t('inspect.sign.title')} back={['v', visit]} />
      <p class="dim">
        {kit.visit.schoolName} · {t('inspect.progress', at)} · {t('inspect.faults', { n: at.faults })}
      </p>
      {at.done < at.total ? (
        <p class="note">{t('inspect.sign.open', { n: at.total - at.done })}</p>
      ) : (
        sides.map((agency) => <Side key={agency} row={row} agency={agency} waits={waits(agency)} />)
      )}
      {kit.visit.state !== 'submitted' && others.length > 0 && at.done >= at.total && (
        <p class="dim">{t('inspect.sign.othersOpen', { agencies: others.map((a) => t(`inspect.agency.${a as 'police'}`)).join('、') })}</p>
      )}
      {lead && (
        <section class="card">
          <h2>{t('inspect.submit.title')}</h2>
          {kit.visit.state === 'submitted' ? (
            <p class="good">{t('inspect.submit.done')}</p>
          ) : submits ? (
            <p class="note">{t('inspect.submit.waits')}</p>
          ) : (
            <>
              <p class="dim">{t('inspect.submit.hint')}</p>
              <button type="button" class="big" disabled={at.done < at.total || !sides.every(signed)} onClick={() => void inspect.submit(visit).catch(() => undefined)}>
                {t('inspect.submit.go')}
              </button>
            </>
          )}
        </section>
      )}
    </main>
  )
}

function Side({ row, agency, waits }: { row: KitRow; agency: string; waits: boolean }) {
  const inspect = useInspect()
  const school = agency === schoolSide
  const [name, setName] = useState(school ? row.kit.school.principal : (inspect.owner?.name ?? ''))
  const [image, setImage] = useState<ArrayBuffer>()
  const [refused, setRefused] = useState(false)
  const [why, setWhy] = useState('')
  const [failed, setFailed] = useState(false)
  const done = row.kit.visit.signs.find((s) => s.agency === agency)
  const title = school ? t('inspect.sign.school') : t('inspect.sign.own', { agency: t(`inspect.agency.${agency as 'police'}`) })

  async function sign(): Promise<void> {
    try {
      if (refused) return await inspect.sign(row.visit, { agency, name: name.trim(), refused, note: why.trim() }, [])
      const file = await inspect.file(row.visit, agency, 'inspection.sign', image!, 'signature.png')
      await inspect.sign(row.visit, { agency, name: name.trim(), image: file.row.key }, [file])
    } catch {
      setFailed(true)
    }
  }

  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {done ? (
        <p class="good">{done.refused ? t('inspect.sign.refused') : t('inspect.sign.sent', { name: done.name })}</p>
      ) : waits ? (
        <p class="note">{t('inspect.sign.waits')}</p>
      ) : (
        <>
          <p>{t('inspect.sign.statement')}</p>
          <label>
            {t('inspect.sign.name')}
            <input value={name} maxLength={40} onInput={(e) => setName(e.currentTarget.value)} />
          </label>
          {school && (
            <label class="check">
              <input type="checkbox" checked={refused} onChange={(e) => setRefused(e.currentTarget.checked)} />
              {t('inspect.sign.refuse')}
            </label>
          )}
          {refused ? (
            <label>
              {t('inspect.sign.why')}
              <input value={why} maxLength={300} onInput={(e) => setWhy(e.currentTarget.value)} />
            </label>
          ) : (
            <Pad change={setImage} />
          )}
          {failed && <p class="bad" role="alert">{t('inspect.notSaved')}</p>}
          <button type="button" class="big" disabled={name.trim() === '' || (refused ? why.trim() === '' : !image)} onClick={() => void sign()}>
            {t('inspect.sign.keep')}
          </button>
        </>
      )}
    </section>
  )
}
