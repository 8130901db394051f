import { Button, Checkbox, Input, Radio, Space } from 'antd'
import { t } from '../../../ui/i18n'
import { Acts } from './Acts'
import { judgedRight, moved, replaced, withOption, withoutOption, type Media, type Question } from './edit'
import { SpotEditor } from './SpotEditor'
import { Take } from './Take'

interface Props {
  q: Question
  media: Media
  path: string
  set: (q: Question) => void
  addMedium: (name: string, m: Media[string]) => void
}

/** One question of the pool with its answer and why. */
export function QuestionForm({ q, media, path, set, addMedium }: Props) {
  return (
    <div className="lesson-card">
      <label className="lesson-label">
        {t('lesson.questionText')}
        <Input.TextArea autoSize={{ minRows: 2 }} value={q.text} onChange={(e) => set({ ...q, text: e.target.value })} />
      </label>
      {q.kind === 'hotspot' ? (
        <>
          <Take
            kind="picture"
            path={path}
            value={q.picture}
            set={(name, m) => {
              addMedium(name, m)
              set({ ...q, picture: name })
            }}
          />
          <Input aria-label={t('lesson.alt')} placeholder={t('lesson.altPicture')} value={q.alt ?? ''} onChange={(e) => set({ ...q, alt: e.target.value })} />
          <SpotEditor q={q} url={media[q.picture ?? '']?.url} set={set} />
        </>
      ) : (
        <OptionRows q={q} set={set} />
      )}
      <label className="lesson-label">
        {t('lesson.why')}
        <Input.TextArea autoSize={{ minRows: 2 }} placeholder={t('lesson.whyHint')} value={q.why ?? ''} onChange={(e) => set({ ...q, why: e.target.value })} />
      </label>
    </div>
  )
}

/** Options with what is right among them; those of an order stand in the right order. */
function OptionRows({ q, set }: { q: Question; set: (q: Question) => void }) {
  const options = q.options ?? []
  const Mark = q.kind === 'single' ? Radio : Checkbox
  return (
    <fieldset className="lesson-options-edit">
      <legend>{t(q.kind === 'order' ? 'lesson.optionsInOrder' : 'lesson.options')}</legend>
      {options.map((o, i) => (
        <Space key={i} className="lesson-option-row">
          {q.kind === 'order' ? (
            <span className="num">{i + 1}</span>
          ) : (
            <Mark aria-label={t('lesson.optionRight', { n: i + 1 })} checked={q.right.includes(i)} onChange={(e) => set(judgedRight(q, i, e.target.checked))} />
          )}
          <Input aria-label={t('lesson.option', { n: i + 1 })} value={o} maxLength={300} onChange={(e) => set({ ...q, options: replaced(options, i, e.target.value) })} />
          <Acts
            name={t('lesson.option', { n: i + 1 })}
            first={i === 0}
            last={i === options.length - 1}
            move={(by) => set(shifted(q, i, by))}
            remove={options.length > 2 ? () => set(withoutOption(q, i)) : undefined}
          />
        </Space>
      ))}
      <Button size="small" disabled={options.length >= 10} onClick={() => set(withOption(q))}>
        {t('lesson.addOption')}
      </Button>
    </fieldset>
  )
}

/** Moves an option with its mark; in an order the place is the answer. */
function shifted(q: Question, i: number, by: number): Question {
  const options = moved(q.options ?? [], i, by)
  if (q.kind === 'order') return { ...q, options }
  const at = moved((q.options ?? []).map((_, k) => k), i, by)
  return { ...q, options, right: q.right.map((r) => at.indexOf(r)).sort((a, b) => a - b) }
}
