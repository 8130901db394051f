import { Alert, App, Button, Space, Tabs } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { lang, t, tError } from '../../../ui/i18n'
import { LessonShow } from '../../../ui/lesson/LessonShow'
import { playWords } from '../../../ui/lesson/words'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { withImported, type Detail } from './edit'
import { FactsTab } from './FactsTab'
import { ImportButton } from './ImportButton'
import { Findings } from './Findings'
import { PagesTab } from './PagesTab'
import { QuestionsTab } from './QuestionsTab'
import { Releases } from './Releases'
import { useDraft } from './useDraft'
import { StateTag } from './words'

interface Props {
  detail: Detail
  saved: (d: Detail) => void
  reload: () => Promise<Detail | undefined>
}

/** The editor: what is written on the left, how a class sees it on the right. */
export function Editor({ detail, saved, reload }: Props) {
  const { message } = App.useApp()
  const draft = useDraft(detail, saved)
  const [tab, setTab] = useState('pages')
  const [page, setPage] = useState(0)
  const [question, setQuestion] = useState(0)
  const publishes = useCan('lesson.publish', detail.path)
  const { content, media } = draft

  const act = (verb: 'publish' | 'retire') => async () => {
    const now = draft.dirty ? await draft.save() : detail
    if (!now) return
    const body = { version: now.version }
    const params = { path: { id: detail.id } }
    try {
      saved(await must(verb === 'publish' ? api.POST('/api/v1/lessons/{id}/publish', { params, body }) : api.POST('/api/v1/lessons/{id}/retire', { params, body })))
    } catch (e) {
      // What is missing stands beside: the question need not stay open for it.
      void message.error(tError(problemOf(e)))
    }
  }
  const go = (name: string) => {
    const [of, n] = name.split('.')
    if (of === 'pages') {
      setTab('pages')
      setPage(Number(n ?? 0))
    } else if (of === 'questions' && n !== undefined) {
      setTab('questions')
      setQuestion(Number(n))
    } else setTab('facts')
  }
  const at = tab === 'questions' ? content.pages.length + question : page
  return (
    <>
      <PageHeader
        title={content.title}
        tag={<StateTag of={detail} />}
        back={{ href: '/lessons', label: t('lesson.title') }}
        actions={
          <Space wrap>
            <ImportButton
              lesson={detail}
              got={(found) => {
                for (const [name, m] of Object.entries(found.media)) draft.addMedium(name, m)
                draft.change(withImported(content, found, page))
                setTab(found.package ? 'pages' : 'questions')
              }}
            />
            {detail.state === 'published' && publishes && <ConfirmAct act={t('lesson.retire')} name={detail.title} consequence={t('lesson.retireThen')} onConfirm={act('retire')} />}
            <Button onClick={() => void draft.save()} loading={draft.busy} disabled={!draft.dirty}>
              {t('lesson.save')}
            </Button>
            {publishes && <ConfirmAct act={t('lesson.publish')} name={content.title} consequence={t('lesson.publishThen')} danger={false} type="primary" disabled={!draft.dirty && !detail.drafted && detail.state === 'published'} onConfirm={act('publish')} />}
          </Space>
        }
      />
      {draft.problem && (
        <Alert
          type="error"
          showIcon
          title={tError(draft.problem)}
          action={draft.problem.code === 'stale_version' && <Button size="small" onClick={() => void reload().then((d) => d && draft.take(d))}>{t('lesson.takeTheirs')}</Button>}
        />
      )}
      <div className="lesson-edit">
        <Panel>
          <Tabs
            activeKey={tab}
            onChange={setTab}
            items={[
              { key: 'pages', label: t('lesson.pages'), children: <PagesTab pages={content.pages} at={Math.min(page, content.pages.length - 1)} path={detail.path} show={setPage} set={(pages) => draft.change({ ...content, pages })} addMedium={draft.addMedium} /> },
              { key: 'questions', label: t('lesson.pool'), children: <QuestionsTab questions={content.questions} media={media} at={question} path={detail.path} show={setQuestion} set={(questions) => draft.change({ ...content, questions })} addMedium={draft.addMedium} /> },
              { key: 'facts', label: t('lesson.facts'), children: <FactsTab content={content} set={draft.change} /> },
            ]}
          />
        </Panel>
        <div className="lesson-beside">
          <section className="panel lesson-preview" aria-label={t('lesson.preview')}>
            <LessonShow key={at} doc={{ content, media }} words={playWords[lang()]} at={at} quiet onSlide={(n) => (n < content.pages.length ? (setTab('pages'), setPage(n)) : (setTab('questions'), setQuestion(n - content.pages.length)))} />
          </section>
          <Panel title={t('lesson.checked')} extra={draft.dirty && <span className="dim">{t('lesson.unsaved')}</span>}>
            <Findings of={detail.findings} go={go} />
          </Panel>
          <Releases of={detail.releases} />
        </div>
      </div>
    </>
  )
}
