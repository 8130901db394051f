import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Progress } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { randomId } from '../../../api/keys'
import { problemOf } from '../../../api/problem'
import { FileDrop } from '../../../ui/FileDrop'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'

/** What the workbook should look like, the upload, and what was begun earlier. */
export function Take({ open }: { open: (id: string) => void }) {
  const [whole, setWhole] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const earlier = useQuery({ queryKey: ['pupil', 'imports'], queryFn: async () => (await must(api.GET('/api/v1/pupil-imports'))).items, staleTime: 0 })

  async function send(file: File) {
    setBusy(true)
    setProblem('')
    try {
      const m = await must(
        api.POST('/api/v1/pupil-imports', {
          params: { query: { name: file.name, whole } },
          body: file as never,
          bodySerializer: (body: unknown) => body as Blob,
          // A key of its own: a workbook is too large to be known by its content.
          headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomId() },
        }),
      )
      open(m.id)
    } catch (e) {
      setProblem(`${file.name}：${tError(problemOf(e))}`)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <ul className="pupil-rules">
        {(['columns', 'class', 'number', 'nothing'] as const).map((key) => <li key={key}>{t(`pupil.rules.${key}`)}</li>)}
      </ul>
      <p><Button icon={<DownloadOutlined />} href="/api/v1/pupil-imports/template" download>{t('pupil.template')}</Button></p>
      <p><Checkbox checked={whole} onChange={(e) => setWhole(e.target.checked)}>{t('pupil.whole')}</Checkbox></p>
      <FileDrop types={['.xlsx']} maxBytes={48 << 20} onFile={(file) => void send(file)} busy={busy} />
      <div aria-live="polite">{busy && <><Progress percent={100} status="active" showInfo={false} aria-label={t('pupil.uploading')} />{t('pupil.uploading')}</>}</div>
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {(earlier.data?.length ?? 0) > 0 && (
        <section>
          <h3>{t('pupil.earlier')}</h3>
          <ul className="pupil-rules">
            {earlier.data?.map((m) => (
              <li key={m.id}>
                <Button type="link" className="pupil-link" onClick={() => open(m.id)}>{m.fileName}</Button> <span className="dim">{dateTime(m.createdAt)} · {tMaybe(`pupil.state.${m.state}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
