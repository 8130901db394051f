import { lazy, Suspense, useSyncExternalStore } from 'react'
import { t, tError } from '../../ui/i18n'
import { ModeTag } from '../../ui/Tags'
import { desk } from '../desk'
import { patiently } from '../patiently'
import { isClosed, times, type AlarmCard } from '../model/card'
import { kindName, schoolName } from '../model/say'
import { timeOfDay } from '../../ui/time'
import { ActionCard } from './ActionCard'
import { Actions } from './Actions'
import { Calls } from './Charge'
import { Contacts } from './Contacts'
import { Icon } from './Icon'
import { RollCall } from './RollCall'
import { sevName, StateTag } from './Row'
import { Since } from './Since'
import { Receipts } from './Receipts'
import { Story } from './Story'
import { TalkBox } from './TalkBox'
import { useDetail } from './useDetail'
import { Warnings } from './Warnings'
import { useLook, Watchers } from './Watchers'
// Looks come with the desk itself: a part that comes late must not wait for them too.
import '../../ui/picture/picture.css'
import './pictures.css'
import './call.css'

// The player comes after the desk can be worked with, and is there before the next press.
const getPictures = () => patiently(() => import('./Pictures'))
const Pictures = lazy(getPictures)
setTimeout(() => desk.mayLook() && void getPictures(), 3000)
const Clips = lazy(() => patiently(() => import('../../ui/picture/Clips')).then(({ Clips }) => ({ default: Clips })))
const HelpCall = lazy(() => patiently(() => import('./HelpCall')))

export function AlarmDetail({ id }: { id: string }) {
  const card = useSyncExternalStore(desk.store.subscribe, () => desk.store.get(id))
  if (!id) {
    return (
      <div className="state">
        <div className="state-title">{t('desk.detail.none')}</div>
        <div className="dim">{t('desk.detail.noneHint')}</div>
      </div>
    )
  }
  return card ? <Known card={card} /> : <Unknown id={id} />
}

/** Named in the address, not in the list: a past alarm, or one out of sight. */
function Unknown({ id }: { id: string }) {
  const { problem } = useDetail(id, 0)
  const loaded = useSyncExternalStore(desk.store.subscribe, () => desk.store.snapshot().loaded)
  if (!problem || !loaded) return <div className="state dim">{t('ui.loading')}</div>
  return (
    <div className="state" role="alert">
      {tError(problem)}
      <button type="button" className="btn" onClick={() => desk.select('')}>
        {t('desk.detail.back')}
      </button>
    </div>
  )
}

function Known({ card }: { card: AlarmCard }) {
  const { detail, problem, reload } = useDetail(card.id, card.version)
  useLook(card)
  return (
    <article className={`detail sev-${card.severity} is-${card.state} ${card.mode === 'real' ? '' : 'is-practice'} ${card.level === 'help' ? 'is-help' : ''}`} data-detail-id={card.id} data-key="detail" tabIndex={-1}>
      <Head card={card} />
      {card.silent && !isClosed(card) && (
        <div className="hush" role="note">
          <strong>
            <Icon name="muted" /> {t('desk.room.hush')}
          </strong>
          <span>{t('desk.room.hushWhy')}</span>
        </div>
      )}
      <Warnings card={card} detail={detail} />
      <Actions card={card} detail={detail} />
      {card.source === 'device' && desk.may('accept') && (
        <Suspense fallback={null}>
          <HelpCall alarmId={card.id} />
        </Suspense>
      )}
      {desk.mayLook() && card.school.id && !isClosed(card) && (
        <Suspense fallback={null}>
          <Pictures alarmId={card.id} />
        </Suspense>
      )}
      {card.note && (
        <p className="note">
          <span className="dim">{t('desk.detail.note')}：</span>
          {card.note}
        </p>
      )}
      <ActionCard card={card} detail={detail} />
      <RollCall card={card} detail={detail} />
      <Facts card={card} />
      <Contacts detail={detail} card={card} />
      <Calls detail={detail} />
      <Times card={card} />
      <h3>{t('desk.detail.story')}</h3>
      <TalkBox card={card} detail={detail} />
      {problem && !detail ? (
        <p role="alert">
          {t('desk.detail.storyFailed')}：{tError(problem)}{' '}
          <button type="button" className="btn btn-small" onClick={reload}>
            {t('ui.retry')}
          </button>
        </p>
      ) : (
        <Story entries={detail?.timeline ?? []} />
      )}
      {desk.mayLook() && card.school.id && isClosed(card) && (
        <Suspense fallback={null}>
          <Clips alarmId={card.id} heading="h3" />
        </Suspense>
      )}
      <Receipts alarmId={card.id} />
    </article>
  )
}

function Head({ card }: { card: AlarmCard }) {
  return (
    <header className="head">
      <button type="button" className="bar-icon head-back" aria-label={t('desk.detail.back')} onClick={() => desk.select('')}>
        <Icon name="back" /> {t('desk.detail.back')}
      </button>
      {card.mode !== 'real' && <div className="practice">{t(`desk.room.practice.${card.mode}`)}</div>}
      <div className="row-line">
        <h2>{kindName(card)}</h2>
        <span className={`tag tag-${card.level === 'help' ? 'help' : card.severity}`}>{sevName(card)}</span>
        {card.device?.unparsed && <span className="tag tag-unparsed">{t('desk.detail.unparsed')}</span>}
        <ModeTag value={card.mode} />
        <StateTag card={card} />
      </div>
      <div className="row-line">
        <span className="head-school">{schoolName(card)}</span>
        <Watchers id={card.id} most={4} />
      </div>
      <div className="row-line">
        <span className="head-place">
          {card.school.countyName} · {card.place || t('desk.detail.unknownPlace')}
        </span>
        <span className="head-clock">
          <span className="dim">{isClosed(card) ? t('desk.detail.took') : t('desk.detail.since')}</span>
          <Since at={card.t0} until={isClosed(card) ? card.t6 : 0} />
        </span>
      </div>
    </header>
  )
}

function Facts({ card }: { card: AlarmCard }) {
  const source = card.source === 'device' || card.source === 'desk' ? card.source : 'phone'
  return (
    <dl className="pairs">
      {card.device ? (
        <>
          <dt>{t('desk.detail.box')}</dt>
          <dd>
            {/* The page of the device is in the back office; the desk stays open. */}
            <a href={`/equipment/${card.device.id}`} target="_blank" rel="noopener">
              {card.device.name}
            </a>{' '}
            <span className="dim">
              · {card.place || t('desk.detail.unknownPlace')}
              {card.device.battery >= 0 && ` · ${t('desk.detail.battery', { n: card.device.battery })}`}
            </span>
          </dd>
        </>
      ) : (
        <>
          <dt>{t('desk.detail.presser')}</dt>
          <dd>
            {card.presser.name || '—'} {card.presser.role && <span className="dim">{card.presser.role}</span>}{' '}
            <span className="dim">· {t(`desk.detail.source.${source}`)}</span>
          </dd>
        </>
      )}
      {card.desk && (
        <>
          <dt>{t('desk.detail.desk')}</dt>
          <dd>{card.desk.name}</dd>
        </>
      )}
      {card.responder && (
        <>
          <dt>{t('desk.detail.responder')}</dt>
          <dd>
            {card.responder.unit} {card.responder.phone && <a href={`tel:${card.responder.phone}`}>{card.responder.phone}</a>}
          </dd>
        </>
      )}
      {card.outcome && (
        <>
          <dt>{t('desk.detail.outcome')}</dt>
          <dd>{card.outcome === 'false_alarm' ? `${t('desk.state.falseAlarm')} · ${reasonName(card)}` : t('desk.detail.handled')}</dd>
        </>
      )}
      <dt>{t('desk.detail.no')}</dt>
      <dd className="num">{card.no}</dd>
    </dl>
  )
}

function reasonName(card: AlarmCard): string {
  const known = ['mistouch', 'equipment', 'test_unregistered', 'misjudged'] as const
  const reason = known.find((r) => r === card.outcomeReason) ?? 'other'
  return t(`desk.reason.${reason}`)
}

/** t0 … t7, each with how long after the press. */
function Times({ card }: { card: AlarmCard }) {
  return (
    <>
      <h3>{t('desk.detail.times')}</h3>
      <ol className="times">
        {times.map((key) => (
          <li key={key} className={card[key] ? '' : 'is-ahead'} data-time={key}>
            <span className="dim">{t(`desk.t.${key}`)}</span>
            <span className="num">{card[key] ? timeOfDay(card[key]) : '—'}</span>
            <span className="dim num">{card[key] && key !== 't0' ? `+${seconds(card[key] - card.t0)}` : ''}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function seconds(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`
  const s = Math.round(ms / 1000)
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

