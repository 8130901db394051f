import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Picture, type View } from '../../../ui/picture/Picture'

/** First the reason, then the picture. */
export function Look({ cameraId }: { cameraId: string }) {
  const cache = useQueryClient()
  const [view, setView] = useState<View>()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const start = async () => {
    setBusy(true)
    try {
      setView(await must(api.POST('/api/v1/video/cameras/{id}/views', { params: { path: { id: cameraId } }, body: { reason } })))
      setProblem('')
      void cache.invalidateQueries({ queryKey: ['video-log'] })
    } catch (e) {
      setProblem(tError(problemOf(e)))
    }
    setBusy(false)
  }
  if (view) {
    return (
      <>
        <Picture view={view} />
        <p className="dim">
          {t('video.why')}：{view.reason}
        </p>
        <Button onClick={() => setView(undefined)}>{t('video.another')}</Button>
      </>
    )
  }
  return (
    <Form layout="vertical" onFinish={() => void start()}>
      <Form.Item label={t('video.reason')} htmlFor="video-reason" extra={t('video.reasonHint')} {...(problem ? { validateStatus: 'error' as const, help: problem } : {})}>
        <Input id="video-reason" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} />
      </Form.Item>
      <p>
        {(['told', 'arrival', 'daily'] as const).map((key) => t(`video.reasons.${key}`)).map((words) => (
          <Button key={words} size="small" style={{ margin: '0 8px 8px 0' }} onClick={() => setReason(words)}>
            {words}
          </Button>
        ))}
      </p>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('video.start')}
      </Button>
    </Form>
  )
}
