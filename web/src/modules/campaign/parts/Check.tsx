import { useState } from 'react'
import { t } from '../../../ui/i18n'
import { letter } from '../../../ui/lesson/model'
import { rightWords, type TaughtDoc } from '../../../ui/lesson/slides'
import type { Taught } from './taught'

interface Props {
  docs: TaughtDoc[]
  state: Taught
  present: number
  set: (patch: Partial<Taught>) => void
}

/** At most three questions for a show of hands or cards: how many of the few asked were right. */
export function Check({ docs, state, present, set }: Props) {
  const questions = docs.flatMap((d) => d.content.questions).filter((q) => q.kind === 'single' || q.kind === 'multiple').slice(0, 3)
  const [now, setNow] = useState(() => Math.min(state.right.length, Math.max(0, questions.length - 1)))
  const [told, setTold] = useState(false)
  const q = questions[now]
  const most = Math.min(state.asked, present)
  const last = now >= questions.length - 1
  if (!q) {
    return (
      <>
        <div className="mode-body"><div className="mode-pad"><p>{t('campaign.mode.noQuestions')}</p></div></div>
        <footer className="mode-foot"><span /><button type="button" className="mode-main" onClick={() => set({ at: 'record', right: [] })}>{t('campaign.mode.record')}</button></footer>
      </>
    )
  }
  const right = state.right[now]
  const answer = (n: number) => set({ right: Object.assign([...state.right], { [now]: n }) })
  const sizes = [3, 5, 8, 10].filter((n) => n <= present)
  return (
    <>
      <div className="mode-body">
        <div className="mode-pad">
          <p className="mode-hint">{t('campaign.mode.question', { n: now + 1, of: questions.length })} · {t('campaign.mode.askHint', { n: most })}</p>
          <h2>{q.text}</h2>
          <ol className="mode-options">
            {q.options?.map((o, i) => <li key={i} data-right={told && q.right.includes(i) ? '' : undefined}>{letter(i)}. {o}</li>)}
          </ol>
          {told && <p className="mode-why" role="status"><b>{t('campaign.mode.answer', { text: rightWords(q, letter) })}</b> {q.why}</p>}
          {now === 0 && sizes.length > 1 && (
            <div className="mode-count" role="group" aria-label={t('campaign.mode.asked')}>
              <span>{t('campaign.mode.asked')}</span>
              {sizes.map((n) => <button type="button" key={n} aria-pressed={state.asked === n} onClick={() => set({ asked: n, right: [] })}>{n}</button>)}
            </div>
          )}
          <div className="mode-count" role="group" aria-label={t('campaign.mode.right')}>
            <span>{t('campaign.mode.right')}</span>
            {Array.from({ length: most + 1 }, (_, n) => <button type="button" key={n} aria-pressed={right === n} onClick={() => answer(n)}>{n}</button>)}
          </div>
        </div>
      </div>
      <footer className="mode-foot">
        <span />
        {!told && <button type="button" className="mode-plain" onClick={() => setTold(true)}>{t('campaign.mode.reveal')}</button>}
        <button type="button" className="mode-main" disabled={right === undefined} onClick={() => { setTold(false); if (last) set({ at: 'record' }); else setNow(now + 1) }}>
          {t(last ? 'campaign.mode.record' : 'campaign.mode.next')}
        </button>
      </footer>
    </>
  )
}
