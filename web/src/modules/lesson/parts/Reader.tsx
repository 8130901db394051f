import { App, Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FactList } from '../../../ui/FactList'
import { lang, t, tError } from '../../../ui/i18n'
import { LessonShow } from '../../../ui/lesson/LessonShow'
import { playWords } from '../../../ui/lesson/words'
import { useGo } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import type { Detail } from './edit'
import { Releases } from './Releases'
import { StateTag } from './words'

/** A lesson for whoever teaches it and may not change it: its slides, aims and practice, and a copy of one's own. */
export function Reader({ detail }: { detail: Detail }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const go = useGo()
  const writes = useCan('lesson.edit')
  async function copy() {
    setBusy(true)
    try {
      const d = await must(api.POST('/api/v1/lessons/{id}/copy', { params: { path: { id: detail.id } }, body: {} }))
      go(`/lessons/${d.id}`)
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  const c = detail.content
  return (
    <>
      <PageHeader
        title={detail.title}
        tag={<StateTag of={detail} />}
        back={{ href: '/lessons', label: t('lesson.title') }}
        actions={writes && detail.newest > 0 && <Button loading={busy} onClick={() => void copy()}>{t('lesson.copy')}</Button>}
      />
      <div className="lesson-edit">
        <section className="panel lesson-preview lesson-large" aria-label={t('lesson.preview')}>
          <LessonShow doc={detail} words={playWords[lang()]} />
        </section>
        <div>
          <Panel title={t('lesson.facts')}>
            <FactList
              facts={[
                { label: t('lesson.topic.label'), value: t(`lesson.topic.${c.topic as 'fire'}`) },
                { label: t('lesson.block.label'), value: t(`lesson.block.${c.block as 'social'}`) },
                { label: t('lesson.stage.label'), value: t(`lesson.stage.${c.stage as 'lower'}`) },
                { label: t('lesson.minutesLabel'), value: t('lesson.minutesN', { n: c.minutes }) },
                { label: t('lesson.draw'), value: t('lesson.drawOf', { draw: c.draw, of: c.questions.length, pass: c.pass }) },
                { label: t('lesson.goal'), value: c.goal, wide: true },
                { label: t('lesson.practice'), value: c.practice, wide: true },
              ]}
            />
          </Panel>
          <Releases of={detail.releases} />
        </div>
      </div>
    </>
  )
}
