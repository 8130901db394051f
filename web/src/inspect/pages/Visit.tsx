import { useEffect, useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { isFault, isOpen, nextOpen, progress, shown, type Line, type Show } from '../box/model'
import type { Kit } from '../box/types'
import { Head } from '../parts/Head'
import { Location } from '../parts/Location'
import { go, href, useInspect } from '../use'

/** One visit: how far it is, what is where, and the way on. */
export function VisitPage({ visit }: { visit: string }) {
  const inspect = useInspect()
  const [show, setShow] = useState<Show>('all')
  const row = inspect.kit(visit)
  useEffect(() => {
    void inspect.refresh(visit)
  }, [inspect, visit])
  if (!row) {
    return (
      <main>
        <Head title={t('inspect.title')} back={[]} />
        <p class="note">{t(inspect.problem?.status === 0 ? 'inspect.needNetwork' : 'inspect.loading')}</p>
      </main>
    )
  }
  const { kit } = row
  const list = inspect.lines(visit)
  const at = progress(list)
  const next = nextOpen(list, '')
  const going = kit.visit.state === 'planned' || kit.visit.state === 'running' || kit.visit.state === 'signing'
  return (
    <>
      <main>
        <Head title={kit.visit.schoolName} back={[]}>
          <span class={`tag ${kit.visit.state}`}>{t(`inspect.state.${kit.visit.state}`)}</span>
        </Head>
        <p class="dim">{kit.visit.title}</p>
        <progress value={at.done} max={Math.max(1, at.total)} aria-label={t('inspect.progress', at)} />
        <p class="row num">
          <b class="grow">{t('inspect.progress', at)}</b>
          <span>{t('inspect.faults', { n: at.faults })}</span>
        </p>
        {kit.disputes.length > 0 && (
          <a class="card row" href={href('v', visit, 'disputes')}>
            <b class="grow">{t('inspect.disputes.title', { n: kit.disputes.length })}</b>
            <span aria-hidden="true">›</span>
          </a>
        )}
        {going && <Location visit={visit} />}
        <Facts kit={kit} />
        <h2>{t('inspect.sections')}</h2>
        <div class="tabs" role="group" aria-label={t('inspect.sections')}>
          {(['all', 'open', 'fault'] as const).map((s) => (
            <button type="button" key={s} aria-pressed={show === s} onClick={() => setShow(s)}>
              {t(`inspect.show.${s}`)} {s === 'open' ? at.total - at.done : s === 'fault' ? at.faults : ''}
            </button>
          ))}
        </div>
        <Sections visit={visit} list={list} show={show} />
      </main>
      <div class="foot">
        {going && next ? (
          <button type="button" class="big" onClick={() => go('v', visit, 'i', next)}>
            {t(at.done > 0 ? 'inspect.goOn' : 'inspect.begin')}
          </button>
        ) : (
          <button type="button" class="big" onClick={() => go('v', visit, 'sign')}>{t('inspect.toSign')}</button>
        )}
      </div>
    </>
  )
}

function Facts({ kit }: { kit: Kit }) {
  const { school, visit, hazards } = kit
  return (
    <details class="card">
      <summary>{t('inspect.school')}</summary>
      <p>{t('inspect.schoolFacts', { pupils: school.pupils, boarders: school.boarders, staff: school.staff, guards: school.guards })}</p>
      <p class="dim">{[school.address, school.principal, school.phone].filter(Boolean).join(' · ')}</p>
      <p>{t('inspect.team')}</p>
      <ul class="plainlist">
        {visit.parts.map((p) => (
          <li key={p.personId}>
            {t(`inspect.agency.${p.agency}` as 'inspect.agency.police')} · {p.name}
            {p.lead && ` · ${t('inspect.lead', { name: '' }).replace(/[:：]\s*$/, '')}`}
          </li>
        ))}
      </ul>
      {hazards.length > 0 && (
        <>
          <p>{t('inspect.hazards', { n: hazards.length })}</p>
          <ul class="plainlist">
            {hazards.map((h) => (
              <li key={h.id}>
                {h.itemCode} {h.text} {h.place && `（${h.place}）`}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  )
}

function Sections({ visit, list, show }: { visit: string; list: Line[]; show: Show }) {
  const seen = list.filter((l) => l.own && shown(l, show))
  if (seen.length === 0) return <p class="dim center">{t(show === 'fault' ? 'inspect.noFaults' : 'inspect.nothingOpen')}</p>
  const sections = [...new Set(seen.map((l) => l.section))]
  return (
    <>
      {sections.map((s) => {
        const mine = list.filter((l) => l.section === s)
        const { done, total } = progress(mine)
        return (
          <details class="card section" key={s} open={show !== 'all'}>
            <summary>
              <span class="row">
                <b class="grow">
                  {s} {mine[0]!.sectionTitle}
                </b>
                <span class="num">
                  {done}/{total}
                </span>
              </span>
            </summary>
            <ul class="items">
              {seen.filter((l) => l.section === s).map((l) => (
                <li key={l.item.code}>
                  <a href={href('v', visit, 'i', l.item.code)} class={l.note.applies || l.said ? '' : 'grey'}>
                    <span class="grow">
                      {l.item.code} {l.item.text}
                      {!l.note.applies && !l.said && <small>{l.note.why}</small>}
                    </span>
                    <Mark line={l} />
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </>
  )
}

/** The result of an item, always with its word. */
export function Mark({ line: l }: { line: Line }) {
  if (l.said) {
    return (
      <span class={`mark ${isFault(l) ? 'fault' : 'ok'}`}>
        {t(`inspect.result.${l.said.result as 'ok'}`)}
        {l.waiting && <small>{t('inspect.waits')}</small>}
      </span>
    )
  }
  if (isOpen(l)) return <span class="mark open">{t('inspect.show.open')}</span>
  return <span class="mark">{t('inspect.notApplicable')}</span>
}
