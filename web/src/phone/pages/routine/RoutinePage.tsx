import { useState } from 'preact/hooks'
import { t, tError, tMaybe } from '../../../ui/i18n/core'
import { newId } from '../../../ui/ids'
import { timeOfDay } from '../../../ui/time'
import { Page } from '../../shell/Page'
import { shrink } from '../../../ui/photo'
import { outbox, ownItem, recordsPath, useDay, useOutbox, type ClassToday, type Day } from './day'
import './routine.css'

const kindWord = (kind: number) => tMaybe(`routine.kind.k${kind}`) ?? ''

/** The one-tap record: the page knows class, day, kind and head count; the teacher picks a theme and presses. */
export function RoutinePage() {
  const { day, fresh } = useDay()
  const [classId, setClassId] = useState('')
  const mine = day?.classes.filter((c) => c.mine) ?? []
  const chosen = day?.classes.find((c) => c.id === classId) ?? (classId === '' ? mine[0] : undefined)
  return (
    <Page title={t('routine.title')} backTo={[]}>
      {!day && fresh && <div class="skeleton tall" aria-label={t('ui.loading')} />}
      {day && !fresh && <p class="notice">{t('routine.offline', { time: timeOfDay(day.readAt).slice(0, 5) })}</p>}
      {day && day.kind === 0 && <Rest day={day} />}
      {day && day.kind > 0 && day.classes.length === 0 && (
        <div class="empty">
          <b>{t('routine.none')}</b>
          <p>{t('routine.noneHint')}</p>
        </div>
      )}
      {day && day.kind > 0 && day.classes.length > 0 && (chosen ? <One key={chosen.id} day={day} of={chosen} other={() => setClassId('choose')} /> : <Pick day={day} pick={setClassId} />)}
    </Page>
  )
}

function Rest({ day }: { day: Day }) {
  const why = day.why === '' ? t('routine.weekend') : day.why === 'term' ? t('routine.term') : day.why
  return (
    <div class="empty">
      <b>{t('routine.rest')}</b>
      <p>{t('routine.restHint', { why, day: day.next, kind: kindWord(day.nextKind) })}</p>
    </div>
  )
}

function Pick({ day, pick }: { day: Day; pick: (id: string) => void }) {
  const items = useOutbox()
  return (
    <>
      <h2>{t('routine.pick')}</h2>
      <div class="rows">
        {day.classes.map((c) => (
          <button class="row" key={c.id} onClick={() => pick(c.id)}>
            <span class="grow">
              <b>{c.name}</b>
              <small>{t('routine.of', { n: c.pupils })}</small>
            </span>
            {(c.record || ownItem(items, c.id, day.day)?.state === 'sent') && <b class="tone taken">{t('routine.done')}</b>}
          </button>
        ))}
      </div>
    </>
  )
}

function One({ day, of, other }: { day: Day; of: ClassToday; other: () => void }) {
  const item = ownItem(useOutbox(), of.id, day.day)
  return (
    <>
      <div class="routine-head">
        <h2>
          {of.name} · {kindWord(day.kind)}
        </h2>
        <button class="button small plain" onClick={other}>
          {t('routine.otherClass')}
        </button>
      </div>
      {of.record || (item && item.state !== 'refused') ? <Done of={of} day={day} /> : <Enter day={day} of={of} />}
    </>
  )
}

function Done({ of, day }: { of: ClassToday; day: Day }) {
  const item = ownItem(useOutbox(), of.id, day.day)
  const photo = useOutbox().find((i) => item && i.chain === item.chain && i.id !== item.id)
  return (
    <div class="routine-done" role="status">
      <b>{item?.state === 'queued' ? t('routine.waits') : t('routine.done')}</b>
      {of.record && <p class="num">{t('routine.doneAt', { name: of.byName, time: timeOfDay(of.at).slice(0, 5), n: of.present })}</p>}
      <p>{of.theme || String(item?.body.theme ?? '')}</p>
      {item && !photo && (
        <label class="button plain">
          {t('routine.photo')}
          <input
            type="file" accept="image/*" capture="environment" class="visually-hidden"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0]
              // {alarm} is the outbox's word for the id that the first of a chain was answered.
              if (file) void shrink(file).then((bytes) => outbox.add({ id: newId(), lane: 'normal', chain: item.chain, path: `${recordsPath}/{alarm}/photo`, body: {}, bytes }))
            }}
          />
        </label>
      )}
      {photo && <p>{photo.state === 'queued' ? t('routine.waits') : t('routine.photoDone')}</p>}
    </div>
  )
}

const speakers = ['head_teacher', 'pupil', 'teacher'] as const

function Enter({ day, of }: { day: Day; of: ClassToday }) {
  const themes = day.themes[of.stage] ?? []
  const [key, setKey] = useState(themes[0]?.key ?? 'own')
  const [own, setOwn] = useState('')
  const [away, setAway] = useState(0)
  const [speaker, setSpeaker] = useState<(typeof speakers)[number]>('head_teacher')
  const refused = ownItem(useOutbox(), of.id, day.day)
  const theme = themes.find((x) => x.key === key)
  const words = theme?.title ?? own.trim()
  const press = () => {
    if (refused?.state === 'refused') void outbox.dismiss(refused.id)
    const id = newId()
    void outbox.add({
      id, lane: 'normal', chain: id, path: recordsPath,
      body: { classId: of.id, day: day.day, kind: day.kind, theme: words, block: theme?.block ?? 'other', speaker, present: Math.max(1, of.pupils - away), points: theme?.points ?? '' },
    })
  }
  return (
    <>
      {refused?.refusal && <p class="notice bad" role="alert">{t('routine.refused', { why: tError(refused.refusal) })}</p>}
      <div class="rows" role="group" aria-label={t('routine.theme')}>
        {themes.map((x) => (
          <button class="row" key={x.key} aria-pressed={key === x.key} onClick={() => setKey(x.key)}>
            <span class="grow">
              <b>{x.title}</b>
              {key === x.key && <small>{x.points}</small>}
            </span>
          </button>
        ))}
        <button class="row" aria-pressed={key === 'own'} onClick={() => setKey('own')}>
          <b class="grow">{t('routine.own')}</b>
        </button>
      </div>
      {key === 'own' && (
        <div class="form">
          <label>
            {t('routine.theme')}
            <input value={own} maxLength={60} placeholder={t('routine.ownHint')} onInput={(e) => setOwn(e.currentTarget.value)} />
          </label>
        </div>
      )}
      <div class="stepper" role="group" aria-label={t('routine.present')}>
        <span class="grow">
          {t('routine.present')} <small>{t('routine.of', { n: of.pupils })}</small>
        </span>
        <button type="button" aria-label={`${t('routine.present')} −1`} disabled={of.pupils - away <= 1} onClick={() => setAway(away + 1)}>
          −
        </button>
        <output class="num">{of.pupils - away}</output>
        <button type="button" aria-label={`${t('routine.present')} +1`} disabled={away <= 0} onClick={() => setAway(away - 1)}>
          +
        </button>
      </div>
      <fieldset class="joint-ask">
        <legend>{t('routine.speaker')}</legend>
        {speakers.map((s) => (
          <button type="button" key={s} aria-pressed={speaker === s} class={speaker === s ? 'on' : ''} onClick={() => setSpeaker(s)}>
            {t(`routine.speakers.${s}`)}
          </button>
        ))}
      </fieldset>
      <button class="button main routine-press" disabled={words === ''} onClick={press}>
        {t('routine.held')}
      </button>
    </>
  )
}
