import { useQueryClient } from '@tanstack/react-query'
import { Alert, Progress } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { randomId } from '../../../api/keys'
import { problemOf } from '../../../api/problem'
import { FileDrop } from '../../../ui/FileDrop'
import { t, tError } from '../../../ui/i18n'
import type { Preview } from './words'

/** Takes the workbook; the server reads and checks it. */
export function Take({ open }: { open: (id: string) => void }) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<{ name: string; text: string }>()

  async function send(file: File) {
    setBusy(true)
    setProblem(undefined)
    try {
      const preview = (await must(
        api.POST('/api/v1/school-imports', {
          params: { query: { name: file.name } },
          body: file as never,
          bodySerializer: (body: unknown) => body as Blob,
          // A key of its own: a workbook is too large to be known by its content.
          headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomId() },
        }),
      )) as Preview
      cache.setQueryData(['school-import', preview.id], preview)
      open(preview.id)
    } catch (e) {
      setProblem({ name: file.name, text: tError(problemOf(e)) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <FileDrop types={['.xlsx']} maxBytes={20 << 20} onFile={(file) => void send(file)} busy={busy} />
      <div className="org-tools" aria-live="polite">
        {busy && <Progress percent={100} status="active" showInfo={false} aria-label={t('org.uploading')} />}
        {busy && <span className="dim">{t('org.uploading')}</span>}
      </div>
      {problem && <Alert type="error" showIcon role="alert" title={problem.name} description={problem.text} />}
    </>
  )
}
