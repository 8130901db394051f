import { App, Button, Tooltip, Upload } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { upload } from '../../../api/files'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import type { Detail, Imported } from './edit'

interface Props {
  lesson: Detail
  got: (found: Imported) => void
}

/** Takes a SCORM package or QTI questions into the draft, and says what was left out and why. */
export function ImportButton({ lesson, got }: Props) {
  const { message, modal } = App.useApp()
  const [busy, setBusy] = useState(false)
  async function take(file: File) {
    setBusy(true)
    try {
      const up = await upload('lesson.import', lesson.path, file, file.name)
      const found = await must(api.POST('/api/v1/lessons/{id}/import', { params: { path: { id: lesson.id } }, body: { fileId: up.id } }))
      if (found.questions.length > 0 || found.package) got(found)
      if (found.package) void message.success(t('lesson.importedPackage'))
      else if (found.questions.length > 0) void message.success(t('lesson.importedQuestions', { n: found.questions.length }))
      if (found.skipped.length > 0) tell(found.skipped)
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  function tell(skipped: Imported['skipped']) {
    modal.info({
      title: t('lesson.importSkipped', { n: skipped.length }),
      okText: t('lesson.known'),
      content: (
        <ul>
          {skipped.map((s, i) => (
            <li key={i}>{s.name || t('lesson.unnamed')}：{t(`lesson.skippedWhy.${s.why}`)}</li>
          ))}
        </ul>
      ),
    })
  }
  return (
    <Upload
      accept=".zip,.xml"
      showUploadList={false}
      beforeUpload={(file) => {
        void take(file)
        return Upload.LIST_IGNORE
      }}
    >
      <Tooltip title={t('lesson.importHint')}>
        <Button loading={busy}>{t('lesson.import')}</Button>
      </Tooltip>
    </Upload>
  )
}
