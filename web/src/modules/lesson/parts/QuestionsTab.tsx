import { Button, Space } from 'antd'
import { t } from '../../../ui/i18n'
import { Acts } from './Acts'
import { moved, newQuestion, questionKinds, removed, replaced, type Media, type Question } from './edit'
import { QuestionForm } from './QuestionForm'

interface Props {
  questions: Question[]
  media: Media
  at: number
  path: string
  show: (at: number) => void
  set: (questions: Question[]) => void
  addMedium: (name: string, m: Media[string]) => void
}

/** The pool of questions: a list to choose one, and its form below. */
export function QuestionsTab({ questions, media, at, path, show, set, addMedium }: Props) {
  const q = questions[at]
  return (
    <>
      <nav className="lesson-strip" aria-label={t('lesson.pool')}>
        {questions.map((x, i) => (
          <button key={x.id} type="button" aria-current={i === at} onClick={() => show(i)}>
            <span className="num">{i + 1}</span> {t(`lesson.kind.${x.kind as 'single'}`)} {x.text || t('lesson.untitled')}
          </button>
        ))}
      </nav>
      <Space wrap className="lesson-add">
        <span className="dim">{t('lesson.add')}</span>
        {questionKinds.map((kind) => (
          <Button
            key={kind}
            size="small"
            onClick={() => {
              set([...questions, newQuestion(kind, questions.map((x) => x.id))])
              show(questions.length)
            }}
          >
            {t(`lesson.kind.${kind}`)}
          </Button>
        ))}
      </Space>
      {q && (
        <>
          <div className="lesson-page-head">
            <strong>{t('lesson.at.question', { n: at + 1 })} · {t(`lesson.kind.${q.kind as 'single'}`)}</strong>
            <Acts
              name={t('lesson.at.question', { n: at + 1 })}
              first={at === 0}
              last={at === questions.length - 1}
              move={(by) => {
                set(moved(questions, at, by))
                show(at + by)
              }}
              remove={() => {
                set(removed(questions, at))
                show(Math.max(0, at - 1))
              }}
            />
          </div>
          <QuestionForm key={q.id} q={q} media={media} path={path} set={(x) => set(replaced(questions, at, x))} addMedium={addMedium} />
        </>
      )}
    </>
  )
}
