// The figures of the day, each with what it is a part of and until when.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { t } from '../../ui/i18n'
import { timeOfDay } from '../../ui/time'
import { desk } from '../desk'
import * as wire from '../wire'
import { unknown } from '../model/terminals'
import { useMissing } from '../parts/Lost'
import { wait } from './model'

/** Asked for again a moment after news, and each minute: midnight comes without any. */
const soonMs = 1500
const everyMs = 60_000

function useToday(): wire.Today | undefined {
  const [today, setToday] = useState<wire.Today>()
  const snapshot = useSyncExternalStore(desk.store.subscribe, desk.store.snapshot)
  const loaded = snapshot.loaded
  useEffect(() => {
    if (!loaded) return
    let left = false
    let soon: ReturnType<typeof setTimeout> | undefined
    const ask = () => {
      clearTimeout(soon)
      soon = undefined
      wire.getToday().then(
        (got) => !left && setToday((now) => (now && now.at > got.at ? now : got)),
        () => undefined,
      )
    }
    ask()
    // The first news starts the wait; those that follow join it.
    const stop = desk.store.subscribe(() => (soon ??= setTimeout(ask, soonMs)))
    const timer = setInterval(ask, everyMs)
    return () => {
      left = true
      stop()
      clearTimeout(soon)
      clearInterval(timer)
    }
  }, [loaded])
  return today
}

export function Figures() {
  const today = useToday()
  const cards = useSyncExternalStore(desk.store.subscribe, desk.store.snapshot).sorted
  const missing = useMissing()
  const closed = missing.filter((x) => x.state === 'off').length
  const real = cards.filter((card) => card.mode === 'real')
  const waiting = real.filter((card) => card.state === 'waiting').length
  const inHand = real.filter((card) => ['accepted', 'dispatched', 'on_scene'].includes(card.state)).length
  return (
    <>
      <dl className="figures">
        <Figure name={t('desk.wall.waiting')} value={String(waiting)} note={t('desk.wall.now')} tone={waiting > 0 ? 'alert' : 'calm'} />
        <Figure name={t('desk.wall.inHand')} value={String(inHand)} note={t('desk.wall.now')} />
        <Figure name={t('desk.wall.pressed')} value={today && String(today.pressed)} note={today && t('desk.wall.pressedNote', { n: today.false, p: today.practice })} />
        <Wait name={t('desk.wall.accept')} median={today?.accept} />
        <Wait name={t('desk.wall.arrive')} median={today?.arrive} />
        <Figure name={t('desk.wall.lost')} value={missing === unknown ? undefined : String(missing.length)} note={closed > 0 ? t('desk.wall.lostOf', { n: closed }) : t('desk.wall.lostNow')} tone={missing.length > 0 ? 'warn' : 'calm'} />
      </dl>
      <p className="figures-at dim num">{today ? t('desk.wall.at', { time: timeOfDay(today.at) }) : t('ui.loading')}</p>
    </>
  )
}

function Wait({ name, median }: { name: string; median: wire.Today['accept'] | undefined }) {
  const shown = median && wait(median.ms, median.of)
  return (
    <Figure
      name={name}
      value={median && (shown ? shown.value : '—')}
      unit={shown && t(`desk.wall.unit.${shown.unit}`)}
      note={median && t('desk.wall.of', { of: median.of, due: median.due })}
    />
  )
}

function Figure({ name, value, unit, note, tone }: { name: string; value: string | undefined; unit?: string | undefined; note: string | undefined; tone?: 'alert' | 'warn' | 'calm' }) {
  return (
    <div className={tone ? `figure figure-${tone}` : 'figure'}>
      <dt>{name}</dt>
      <dd>
        <span className="figure-value num">{value ?? '…'}</span>
        {unit && <span className="figure-unit"> {unit}</span>}
        <span className="figure-note dim num">{note ?? ''}</span>
      </dd>
    </div>
  )
}
