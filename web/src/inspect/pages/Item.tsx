import { useState } from 'preact/hooks'
import { t } from '../../ui/i18n/core'
import { beside, isFault, nextOpen, progress, type Line, type Result } from '../box/model'
import type { Said } from '../box/types'
import { FactLine } from '../parts/FactLine'
import { FaultForm } from '../parts/FaultForm'
import { Head } from '../parts/Head'
import { placeOf } from '../parts/Location'
import { turn, useInspect } from '../use'

/** What an answer says, without what the server added to it. */
export function saidOf(l: Line | undefined): Said {
  const s = l?.said
  if (!s) return { result: '' }
  const { result, text, place, level, fixed, photos, after, voices, lon, lat, acc } = s
  return {
    result, ...(text && { text }), ...(place && { place }), ...(level && { level }), ...(fixed && { fixed }), ...(photos && { photos }), ...(after && { after }),
    ...(voices && { voices }), ...(lon !== undefined && { lon }), ...(lat !== undefined && { lat }), ...(acc !== undefined && { acc }),
  }
}

/** One item: what is asked above, the answers under the thumb. */
export function ItemPage({ visit, code }: { visit: string; code: string }) {
  const inspect = useInspect()
  const [anyway, setAnyway] = useState(false)
  const [failed, setFailed] = useState(false)
  const [change, setChange] = useState(false)
  const list = inspect.lines(visit)
  const l = list.find((x) => x.item.code === code)
  const row = inspect.kit(visit)
  if (!l || !row) {
    return (
      <main>
        <Head title={code} back={['v', visit]} />
        <p class="note">{t('inspect.needNetwork')}</p>
      </main>
    )
  }
  const all = progress(list)
  const here = progress(list.filter((x) => x.section === l.section))
  const open = row.kit.visit.state !== 'submitted' && row.kit.visit.state !== 'void'
  const off = !l.note.applies && !l.said && !anyway
  const last = row.kit.last.find((x) => x.item === code)
  const form = isFault(l) && !change

  async function say(result: Result): Promise<void> {
    const before = saidOf(l)
    const place = placeOf(visit)
    const fault = result === 'fault' || result === 'partly'
    const said: Said = fault ? { ...before, result } : { result, ...(before.photos && { photos: before.photos }), ...(before.text && { text: before.text }) }
    try {
      await inspect.answer(visit, code, { ...said, ...(place && place !== 'no' && place) })
    } catch {
      return setFailed(true)
    }
    setFailed(false)
    setChange(false)
    if (!fault && !(l!.item.photo && result === 'ok')) on()
  }

  /** On to the next open item, to the signatures when none is left. */
  function on(): void {
    const next = nextOpen(inspect.lines(visit), code)
    if (next) turn('v', visit, 'i', next)
    else turn('v', visit)
  }

  const prev = beside(list, code, -1)
  const following = beside(list, code, 1)
  return (
    <>
      <main class="item">
        <Head title={`${l.section} ${l.sectionTitle}`} back={['v', visit]}>
          <span class="num" aria-label={t('inspect.progress', here)}>
            {here.done}/{here.total}
          </span>
        </Head>
        <progress value={all.done} max={Math.max(1, all.total)} aria-label={t('inspect.progress', all)} />
        <p class="row dim num">
          <span class="grow">{l.item.code}</span>
          <span>{t('inspect.progress', all)}</span>
        </p>
        <p class="question">{l.item.text}</p>
        <p class="chips">
          {l.item.agencies.map((a) => (
            <span class="chip" key={a}>{t(`inspect.agency.${a as 'police'}`)}</span>
          ))}
          {l.item.level === 'major' && <span class="chip major">{t('inspect.major')}</span>}
          {l.item.stop && <span class="chip critical">{t('inspect.stop')}</span>}
        </p>
        {l.note.fact && <FactLine fact={l.note.fact} />}
        <p class="dim">
          {last ? t('inspect.last', { day: last.day, result: t(`inspect.result.${last.result as 'ok'}`) }) : t('inspect.lastNone')}
          {last && (last.text || last.place) && ` — ${[last.place, last.text].filter(Boolean).join('：')}`}
        </p>
        {off && <p class="off">{l.note.why || t('inspect.notApplicable')}</p>}
        {!l.own && <p class="off">{t('inspect.notYours', { agencies: l.item.agencies.map((a) => t(`inspect.agency.${a as 'police'}`)).join('、') })}</p>}
        {l.disputed && <p class="note">{t('inspect.disputes.hint')}</p>}
        {l.said && !form && (
          <p class="now">
            {t('inspect.here', { result: t(`inspect.result.${l.said.result as 'ok'}`) })}
            <small>{l.waiting ? t('inspect.saved') : t('inspect.sent')}</small>
          </p>
        )}
        {l.own && open && (form || (l.item.photo && l.said)) && <FaultForm visit={visit} line={l} photosOnly={!form} />}
        {failed && <p class="bad" role="alert">{t('inspect.notSaved')}</p>}
      </main>
      <div class="foot thumb">
        {!l.own || !open ? null : off ? (
          <button type="button" class="mid wide" onClick={() => setAnyway(true)}>{t('inspect.checkAnyway')}</button>
        ) : form ? (
          <button type="button" class="mid wide" onClick={() => setChange(true)}>
            <b>{t('inspect.here', { result: t(`inspect.result.${l.said!.result as 'ok'}`) })}</b> · {t('inspect.change')}…
          </button>
        ) : (
          <>
            <button type="button" class="say ok" aria-pressed={l.said?.result === 'ok'} onClick={() => void say('ok')}>{t('inspect.result.ok')}</button>
            <div class="two">
              <button type="button" class="say fault" aria-pressed={l.said?.result === 'fault'} onClick={() => void say('fault')}>{t('inspect.result.fault')}</button>
              <button type="button" class="say na" aria-pressed={l.said?.result === 'na'} onClick={() => void say('na')}>{t('inspect.result.na')}</button>
            </div>
            <button type="button" class="mid wide" aria-pressed={l.said?.result === 'partly'} onClick={() => void say('partly')}>{t('inspect.result.partly')}</button>
          </>
        )}
        <div class={form || off ? 'walk three' : 'walk'}>
          <button type="button" class="mid" disabled={!prev} onClick={() => prev && turn('v', visit, 'i', prev)}>{t('inspect.prev')}</button>
          {form || off || l.said ? (
            <button type="button" class="big" onClick={on}>{t('inspect.saveNext')}</button>
          ) : (
            <button type="button" class="mid" disabled={!following} onClick={() => following && turn('v', visit, 'i', following)}>{t('inspect.next')}</button>
          )}
        </div>
      </div>
    </>
  )
}
