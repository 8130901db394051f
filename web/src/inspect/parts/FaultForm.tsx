import { useEffect, useRef, useState } from 'preact/hooks'
import { t, tMaybe } from '../../ui/i18n/core'
import { phraseKinds, type Line } from '../box/model'
import type { Bytes } from '../box/store'
import type { Said } from '../box/types'
import { saidOf } from '../pages/Item'
import { useInspect } from '../use'
import { Photos } from './Photos'
import { Voice } from './Voice'

const pauseMs = 600

/**
 * What is wrong: where, in words, in pictures, by voice, how grave, mended or not.
 * There is no button to save it: each change is on the phone before it says so.
 */
export function FaultForm({ visit, line, photosOnly }: { visit: string; line: Line; photosOnly: boolean }) {
  const inspect = useInspect()
  const said = saidOf(line)
  const [text, setText] = useState(said.text ?? '')
  const [place, setPlace] = useState(said.place ?? '')
  // What is ticked shows at once; what is written says so above.
  const [fixed, setFixed] = useState(said.fixed === true)
  const [state, setState] = useState<'' | 'saving' | 'saved' | 'failed'>('')
  const typed = useRef<{ text: string; place: string }>({ text, place })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const chain = useRef<Promise<void>>(Promise.resolve())
  const code = line.item.code

  /** One change after another, each upon what stands then. */
  function save(change: (before: Said) => Said, added: Bytes[] = [], dropped: string[] = []): Promise<void> {
    setState('saving')
    chain.current = chain.current.then(async () => {
      try {
        const now = saidOf(inspect.lines(visit).find((x) => x.item.code === code))
        await inspect.answer(visit, code, change({ ...now, ...typed.current }), added, dropped)
        setState('saved')
      } catch {
        setState('failed')
      }
    })
    return chain.current
  }

  function type(change: Partial<{ text: string; place: string }>): void {
    typed.current = { ...typed.current, ...change }
    if (change.text !== undefined) setText(change.text)
    if (change.place !== undefined) setPlace(change.place)
    clearTimeout(timer.current)
    timer.current = setTimeout(flush, pauseMs)
  }

  function flush(): void {
    clearTimeout(timer.current)
    const now = saidOf(inspect.lines(visit).find((x) => x.item.code === code))
    if ((now.text ?? '') !== typed.current.text || (now.place ?? '') !== typed.current.place) void save((b) => b)
  }
  // Whoever turns the page or puts the phone away has written what he has written.
  useEffect(() => {
    const hide = (): void => flush()
    document.addEventListener('visibilitychange', hide)
    return () => {
      document.removeEventListener('visibilitychange', hide)
      flush()
    }
    // The first flush knows the item as well as the last: what was typed lies in a ref.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const pictures = (which: 'photos' | 'after') => (
    <Photos
      visit={visit} line={line} keys={said[which] ?? []} label={t(which === 'photos' ? 'inspect.photos' : 'inspect.after')}
      add={(b) => save((x) => ({ ...x, [which]: [...(x[which] ?? []), b.row.key] }), [b])}
      drop={(key) => save((x) => ({ ...x, [which]: (x[which] ?? []).filter((k) => k !== key) }), [], [key])}
    />
  )
  const row = inspect.kit(visit)!
  const last = row.kit.last.find((x) => x.item === code)
  const phrases = phraseKinds(line.item.text).flatMap((kind) => [1, 2, 3].flatMap((n) => tMaybe(`inspect.phrase.${kind}.p${n}`) ?? []))
  if (photosOnly) {
    return (
      <section class="form">
        <p class="note">{t('inspect.photoNeeded')}</p>
        {pictures('photos')}
      </section>
    )
  }
  return (
    <section class="form" aria-label={t('inspect.show.fault')}>
      <p class={`saved ${state}`} role="status">
        {state === 'failed' ? t('inspect.notSaved') : state === 'saving' ? t('inspect.saving') : t('inspect.saved')}
      </p>
      <label>
        {t('inspect.place')}
        <input value={place} maxLength={120} placeholder={t('inspect.placeHint')} onInput={(e) => type({ place: e.currentTarget.value })} onBlur={flush} />
      </label>
      <p class="chips">
        {row.kit.places.slice(0, 8).map((p) => (
          <button type="button" class="chip" key={p} onClick={() => type({ place: p })}>{p}</button>
        ))}
      </p>
      <label>
        {t('inspect.text')}
        <textarea rows={3} value={text} maxLength={1000} placeholder={t('inspect.textHint')} onInput={(e) => type({ text: e.currentTarget.value })} onBlur={flush} />
      </label>
      <p class="chips" role="group" aria-label={t('inspect.phrases')}>
        {[...(last?.text ? [last.text] : []), ...phrases].slice(0, 8).map((p) => (
          <button type="button" class="chip" key={p} onClick={() => type({ text: text === '' ? p : `${text}；${p}` })}>{p}</button>
        ))}
      </p>
      {pictures('photos')}
      <Voice visit={visit} line={line} keys={said.voices ?? []} add={(b) => save((x) => ({ ...x, voices: [...(x.voices ?? []), b.row.key] }), [b])}
        drop={(key) => save((x) => ({ ...x, voices: (x.voices ?? []).filter((k) => k !== key) }), [], [key])} />
      <div class="tabs" role="group" aria-label={t('inspect.level')}>
        {(['general', 'major'] as const).map((v) => (
          <button type="button" key={v} aria-pressed={(said.level || line.item.level) === v} onClick={() => void save((x) => ({ ...x, level: v }))}>
            {t(`inspect.levelOf.${v}`)}
          </button>
        ))}
      </div>
      <label class="check">
        <input type="checkbox" checked={fixed} onChange={(e) => {
          const on = e.currentTarget.checked
          setFixed(on)
          void save((x) => ({ ...x, fixed: on }))
        }} />
        {t('inspect.fixed')}
      </label>
      {fixed && (
        <>
          <p class="dim">{t('inspect.fixedHint')}</p>
          {pictures('after')}
        </>
      )}
    </section>
  )
}
