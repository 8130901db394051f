import { useEffect, useState } from 'preact/hooks'
import { t, tError } from '../../../ui/i18n/core'
import { duration, timeOfDay } from '../../../ui/time'
import { useNow } from '../../clock'
import { Page } from '../../shell/Page'
import { go, href } from '../../shell/route'
import { shrink } from '../../../ui/photo'
import { clock } from './BusCard'
import { aboard, type Kit, type Row } from './trip'
import { act, useMine, useTrip } from './trips'
import './bus.css'

/** The trips of today. */
export function BusesPage() {
  const trips = useMine()
  return (
    <Page title={t('bus.title')} backTo={[]}>
      {trips?.length === 0 && (
        <div class="empty">
          <b>{t('bus.none')}</b>
          <p>{t('bus.noneHint')}</p>
        </div>
      )}
      <div class="rows">
        {trips?.map((x) => (
          <a class="row" key={x.id} href={href('bus', x.id)}>
            <span class="grow">
              <b>{`${x.line} ${t(`bus.direction.${x.direction}`)}`}</b>
              <small class="num">{`${clock(x.from)} · ${x.plate} · ${x.red && x.alarm !== '' ? t(`bus.alarms.${x.alarm}`) : t(`bus.states.${x.state}`)}`}</small>
            </span>
            <span class="arrow" aria-hidden="true" />
          </a>
        ))}
      </div>
    </Page>
  )
}

/** Where the sticker at the last row leads: the trip that waits for it is confirmed. */
export function ScanPage({ code }: { code: string }) {
  const trips = useMine()
  const waiting = trips?.find((x) => x.state === 'arrived')
  useEffect(() => {
    if (!waiting) return
    act(waiting.id, 'clear', { code })
    go('bus', waiting.id)
  }, [waiting, code])
  return (
    <Page title={t('bus.clearTitle')} backTo={['bus']}>
      {trips && !waiting ? (
        <div class="empty">
          <b>{t('bus.scanNone')}</b>
          <p>{t('bus.scanNoneHint')}</p>
        </div>
      ) : (
        <p class="notice">{t('bus.scanning')}</p>
      )}
    </Page>
  )
}

/** One trip, one task at a time. */
export function TripPage({ id }: { id: string }) {
  const { kit, offline, asOf, waiting, refused } = useTrip(id)
  return (
    <Page title={kit ? `${kit.line} ${t(`bus.direction.${kit.direction}`)} ${kit.plate}` : t('bus.title')} backTo={['bus']}>
      {offline && asOf > 0 && <p class="notice">{t('bus.asOf', { time: timeOfDay(asOf) })}</p>}
      {waiting > 0 && <p class="notice num">{t('bus.toSend', { n: waiting })}</p>}
      {refused?.refusal && <p class="notice bad" role="alert">{tError({ code: refused.refusal.code, params: refused.refusal.params })}</p>}
      {!kit && <div class="skeleton tall" aria-label={t('ui.loading')} />}
      {kit?.red && kit.alarm !== '' && (
        <section class="bus-red" role="alert">
          <b>{t(`bus.alarms.${kit.alarm}`)}</b>
          <p>{t('bus.redDo')}</p>
          {aboard(kit).length > 0 && <p>{aboard(kit).map((r) => `${r.name}（${r.seat}）`).join('、')}</p>}
        </section>
      )}
      {kit && !kit.red && kit.resolvedAt > 0 && <p class="notice">{t('bus.resolved', { by: kit.resolvedBy })}</p>}
      {kit?.state === 'planned' && <Check kit={kit} />}
      {kit?.state === 'checked' && (
        <>
          <button class="button main bus-big" onClick={() => act(kit.id, 'start')}>
            {t('bus.start')}
          </button>
          <p class="dim center">{t('bus.startHint')}</p>
        </>
      )}
      {kit?.state === 'running' && <Running kit={kit} />}
      {kit?.state === 'arrived' && <Arrived kit={kit} />}
      {kit?.state === 'done' && kit.red && <Counts kit={kit} />}
      {kit?.state === 'done' && !kit.red && (
        <section class="bus-done">
          <b>{t('bus.done')}</b>
          <p class="num">{t('bus.doneAt', { time: timeOfDay(kit.clearedAt), by: kit.clearedBy })}</p>
          <Counts kit={kit} />
        </section>
      )}
    </Page>
  )
}

function Check({ kit }: { kit: Kit }) {
  const [given, setGiven] = useState<Record<string, { ok: boolean; note: string }>>({})
  const open = kit.items.filter((i) => !given[i.code] || (!given[i.code]!.ok && given[i.code]!.note.trim() === ''))
  const put = (code: string, ok: boolean, note = '') => setGiven((g) => ({ ...g, [code]: { ok, note } }))
  return (
    <>
      <h2 class="bus-head">{t('bus.checkTitle')}</h2>
      {kit.check.length > 0 && <p class="notice bad">{t('bus.checkAgain')}</p>}
      <p class="dim">{t('bus.checkHint')}</p>
      <div class="rows">
        {kit.items.map((i) => {
          const a = given[i.code]
          return (
            <div class="row bus-check" key={i.code} role="group" aria-label={i.text}>
              <span class="grow">{i.text}</span>
              <button class={a?.ok ? 'on' : ''} aria-pressed={a?.ok === true} onClick={() => put(i.code, true)}>
                {t('bus.ok')}
              </button>
              <button class={a && !a.ok ? 'on bad' : ''} aria-pressed={a?.ok === false} onClick={() => put(i.code, false, a?.note)}>
                {t('bus.bad')}
              </button>
              {a && !a.ok && <input aria-label={t('bus.badNote')} placeholder={t('bus.badNote')} maxLength={100} value={a.note} onInput={(e) => put(i.code, false, e.currentTarget.value)} />}
            </div>
          )
        })}
      </div>
      <button class="button main bus-big" disabled={open.length > 0} onClick={() => act(kit.id, 'check', { items: kit.items.map((i) => ({ code: i.code, ok: given[i.code]!.ok, note: given[i.code]!.note.trim() })) })}>
        {open.length > 0 ? t('bus.checkLeft', { n: open.length }) : t('bus.checkSend')}
      </button>
    </>
  )
}

const Counts = ({ kit }: { kit: Kit }) => <p class="bus-counts num">{t('bus.counts', { expected: kit.expected, boarded: kit.boarded, alighted: kit.alighted })}</p>

function Running({ kit }: { kit: Kit }) {
  const home = kit.direction === 'back'
  const stops = home ? [...kit.stops].reverse() : kit.stops
  return (
    <>
      <Counts kit={kit} />
      {stops.map((s) => {
        const rows = kit.roll.filter((r) => r.stop === s.n)
        const out = rows.filter((r) => r.onAt === 0 && !r.absent)
        if (rows.length === 0) return null
        return (
          <section key={s.n} class="bus-stop">
            <h2 class="bus-head">
              {t('bus.stop', { n: s.n, name: s.name })} <span class="num dim">{clock(home ? s.back : s.to)}</span>
            </h2>
            <div class="rows">
              {rows.map((r) => (
                <Child key={r.pupilId} kit={kit} r={r} offs={home} />
              ))}
            </div>
            {out.length > 1 && (
              <button class="button plain" onClick={() => act(kit.id, 'board', { pupils: out.map((r) => r.pupilId) })}>
                {t('bus.boardAll')}
              </button>
            )}
          </section>
        )
      })}
      <button class="button main bus-big" onClick={() => act(kit.id, 'arrive')}>
        {t('bus.arrive')}
      </button>
      <p class="dim center">{t('bus.arriveHint')}</p>
    </>
  )
}

function Child({ kit, r, offs }: { kit: Kit; r: Row; offs: boolean }) {
  const word = r.offAt > 0 ? t('bus.offDone') : r.absent ? t('bus.absentWord') : r.onAt > 0 ? t('bus.on') : ''
  return (
    <div class="row bus-child">
      <span class="grow">
        <b>{r.name}</b>
        <small class="num">{`${r.class} · ${r.seat}`}</small>
      </span>
      {word && <b class={r.onAt > 0 ? 'tone taken' : 'dim'}>{word}</b>}
      {r.onAt === 0 && !r.absent && (
        <button class="bus-small" aria-label={`${r.name} ${t('bus.absent')}`} onClick={() => act(kit.id, 'board', { pupils: [r.pupilId], absent: true })}>
          {t('bus.absent')}
        </button>
      )}
      {r.onAt === 0 && (
        <button class="bus-tick" aria-label={`${r.name} ${t('bus.board')}`} onClick={() => act(kit.id, 'board', { pupils: [r.pupilId] })}>
          {t('bus.board')}
        </button>
      )}
      {offs && r.onAt > 0 && r.offAt === 0 && (
        <button class="bus-tick" aria-label={`${r.name} ${t('bus.off')}`} onClick={() => act(kit.id, 'alight', { pupils: [r.pupilId] })}>
          {t('bus.off')}
        </button>
      )}
    </div>
  )
}

function Arrived({ kit }: { kit: Kit }) {
  const now = useNow()
  const on = aboard(kit)
  const left = kit.clearBy - now
  const [code, setCode] = useState('')
  const [broken, setBroken] = useState(false)
  async function photo(file: File | undefined) {
    if (!file) return
    try {
      act(kit.id, 'photo', {}, await shrink(file))
    } catch {
      setBroken(true)
    }
  }
  return (
    <>
      <section class={`watch ${left < 60_000 ? 'late' : ''}`}>
        <small>{t('bus.clearTitle')}</small>
        <b class="num" role="timer" aria-live="off">
          {left > 0 ? duration(left) : t('bus.clearOver')}
        </b>
        <Counts kit={kit} />
      </section>
      {on.length > 0 && (
        <>
          <p class="notice bad">{t('bus.still', { n: on.length })}</p>
          <button class="button main bus-big" onClick={() => act(kit.id, 'alight', { pupils: on.map((r) => r.pupilId) })}>
            {t('bus.offAll', { n: on.length })}
          </button>
          <div class="rows">
            {on.map((r) => (
              <Child key={r.pupilId} kit={kit} r={r} offs />
            ))}
          </div>
        </>
      )}
      <p class="notice">{t('bus.clearHint')}</p>
      <label class={`button bus-big ${on.length === 0 ? 'main' : 'plain'}`}>
        {t('bus.photo')}
        <input class="visually-hidden" type="file" accept="image/*" capture="environment" onChange={(e) => void photo(e.currentTarget.files?.[0])} />
      </label>
      {broken && <p class="notice bad">{tError({ code: 'bus.photo_large' })}</p>}
      <form class="bus-code" onSubmit={(e) => (e.preventDefault(), act(kit.id, 'clear', { code: code.trim().toUpperCase() }))}>
        <input aria-label={t('bus.code')} placeholder={t('bus.code')} autocomplete="off" maxLength={8} value={code} onInput={(e) => setCode(e.currentTarget.value)} />
        <button class="button plain" disabled={code.trim().length < 6}>
          {t('bus.codeSend')}
        </button>
      </form>
    </>
  )
}
