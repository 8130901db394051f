import { t, tError } from '../../../ui/i18n/core'
import { duration, timeOfDay } from '../../../ui/time'
import { useNow } from '../../clock'
import { Page } from '../../shell/Page'
import { href } from '../../shell/route'
import { HoldButton } from '../alarm/HoldButton'
import { act, byNeed, overruled, useDrill, useToday, useWaiting, type Class, type Drill } from './drills'
import { Overruled } from './Overruled'
import './drill.css'

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Today's drills of the school; usually one. */
export function DrillsPage() {
  const cards = useToday()
  return (
    <Page title={t('drill.title')} backTo={[]}>
      {cards?.length === 0 && (
        <div class="empty">
          <b>{t('drill.none')}</b>
          <p>{t('drill.noneHint')}</p>
        </div>
      )}
      <div class="rows">
        {cards?.map((c) => (
          <a class="row" key={c.id} href={href('drills', c.id)}>
            <span class="grow">
              <b>
                <span class="striped">{t('drill.striped')}</span> {c.title}
              </b>
              <small>{`${clock(c.at)} · ${t(`drill.states.${c.state}`)}`}</small>
            </span>
            <span class="arrow" aria-hidden="true" />
          </a>
        ))}
      </div>
    </Page>
  )
}

/** One drill while it runs: the stop-watch, my class, who is not accounted for. */
export function RunPage({ id }: { id: string }) {
  const { drill, trouble, asOf } = useDrill(id)
  const waiting = useWaiting(id)
  if (drill && overruled(drill)) return <Overruled drill={drill} />
  return (
    <Page title={drill?.title ?? t('drill.title')} backTo={[]}>
      <p class="striped wide">{t('drill.stripe')}</p>
      {trouble === 'network' && asOf > 0 && <p class="notice">{t('drill.asOf', { time: timeOfDay(asOf) })}</p>}
      {trouble === 'gone' && <p class="notice bad">{tError({ code: 'drill.not_found' })}</p>}
      {!drill && trouble === '' && <div class="skeleton tall" aria-label={t('ui.loading')} />}
      {drill && drill.signalAt === 0 && <Before drill={drill} sending={waiting('signal') !== undefined} />}
      {drill && drill.signalAt > 0 && <Running drill={drill} waits={(c) => waiting(`classes/${c.id}`) !== undefined} />}
    </Page>
  )
}

function Before({ drill, sending }: { drill: Drill; sending: boolean }) {
  const may = drill.next.includes('signal')
  return (
    <>
      <p class="notice">
        {t(`drill.states.${drill.state}`)} · {drill.targetS > 0 ? t('drill.planned', { at: clock(drill.at), n: drill.targetS }) : t('drill.plannedNo', { at: clock(drill.at) })}
      </p>
      {sending && <p class="notice">{t('drill.signalSending')}</p>}
      {may && !sending && (
        <>
          <HoldButton quiet look="drill" word={t('drill.signal')} fire={() => act(drill.id, 'signal')} />
          <p class="dim center">{t('drill.signalHint')}</p>
        </>
      )}
    </>
  )
}

function Running({ drill, waits }: { drill: Drill; waits: (c: Class) => boolean }) {
  const on = drill.state === 'running'
  const mine = drill.roll.filter((c) => c.mine)
  const open = drill.roll.filter((c) => c.saidAt === 0 || c.missing > 0)
  return (
    <>
      <Watch drill={drill} />
      {on && mine.filter((c) => c.saidAt === 0).map((c) => <Mine key={c.id} drill={drill} c={c} waits={waits(c)} />)}
      {drill.form === 'actual' && (
        <>
          <h2 class="drill-head">
            {t('drill.unaccounted')} <span class="num">{open.length}</span>
          </h2>
          {open.length === 0 && <p class="notice">{t('drill.unaccountedNone')}</p>}
          <div class="rows">
            {[...open].sort(byNeed).map((c) => (
              <Row key={c.id} drill={drill} c={c} on={on} waits={waits(c)} />
            ))}
          </div>
          {open.length < drill.roll.length && <h2 class="drill-head">{t('drill.allClasses')}</h2>}
          <div class="rows">
            {drill.roll.filter((c) => c.saidAt > 0 && c.missing === 0).map((c) => (
              <Row key={c.id} drill={drill} c={c} on={on} waits={waits(c)} />
            ))}
          </div>
        </>
      )}
      {drill.next.includes('stop') && (
        <a class="button plain" href={href('drills', drill.id, 'stop')}>
          {t('drill.stop')}
        </a>
      )}
    </>
  )
}

function Watch({ drill }: { drill: Drill }) {
  const now = useNow()
  const end = drill.outAt || drill.stoppedAt || (drill.state === 'running' ? now : 0)
  const late = drill.targetS > 0 && end - drill.signalAt > drill.targetS * 1000
  return (
    <section class={`watch ${drill.fullAt > 0 ? 'full' : late ? 'late' : ''}`}>
      <small>{drill.outAt > 0 ? t('drill.total') : drill.state === 'running' ? t('drill.watch') : t('drill.over')}</small>
      <b class="num" role="timer" aria-live="off">
        {duration(Math.max(0, end - drill.signalAt))}
      </b>
      <span class="num">
        {drill.form === 'actual' && `${t('drill.sum', { n: drill.arrived, of: drill.classes })} · ${t('drill.people', { n: drill.present, of: drill.pupils })}`}
      </span>
      {drill.targetS > 0 && <span class="num dim">{t('drill.target', { n: drill.targetS })}</span>}
      {drill.fullAt > 0 && <em class="num">{t('drill.fullAt', { time: duration(drill.fullMs) })}</em>}
    </section>
  )
}

/** My own class: one touch says that everybody is here. */
function Mine({ drill, c, waits }: { drill: Drill; c: Class; waits: boolean }) {
  return (
    <section class="drill-mine">
      <b>
        {c.name} <small class="mine">{t('drill.mine')}</small>
      </b>
      <button class="button main" disabled={waits} onClick={() => act(drill.id, `classes/${c.id}`, { present: c.pupils, missing: 0 })}>
        {waits ? t('drill.toSend') : t('drill.arriveAll', { n: c.pupils })}
      </button>
      <a class="button plain" href={href('drills', drill.id, 'class', c.id)}>
        {t('drill.some')}
      </a>
    </section>
  )
}

function Row({ drill, c, on, waits }: { drill: Drill; c: Class; on: boolean; waits: boolean }) {
  const here = c.saidAt > 0
  const word = waits ? t('drill.toSend') : !here ? t('drill.waiting') : c.missing > 0 ? t('drill.missingN', { n: c.missing }) : t('drill.here', { n: c.present })
  const text = (
    <span class="grow">
      <b>
        {c.name} {c.mine && <small class="mine">{t('drill.mine')}</small>}
      </b>
      <small class="num">
        {[t('drill.expected', { n: c.pupils }), here && t('drill.arrivedAt', { time: duration(c.arrivedAt - drill.signalAt) }), c.note].filter(Boolean).join(' · ')}
      </small>
    </span>
  )
  const state = <b class={c.missing > 0 ? 'tone bad' : here ? 'tone taken' : 'dim'}>{word}</b>
  if (!on || !drill.next.includes('report')) {
    return (
      <div class="row">
        {text}
        {state}
      </div>
    )
  }
  return (
    <div class="row drill-row">
      <a class="grow" href={href('drills', drill.id, 'class', c.id)}>
        {text}
        {(here || waits) && state}
      </a>
      {!here && !waits && (
        <button class="drill-here" aria-label={`${c.name} ${t('drill.arrive')}`} onClick={() => act(drill.id, `classes/${c.id}`, { present: c.pupils, missing: 0 })}>
          {t('drill.arrive')}
        </button>
      )}
    </div>
  )
}
