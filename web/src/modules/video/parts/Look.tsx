import { useQueryClient } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { Picture, type View } from '../../../ui/picture/Picture'
import { Reason } from './Reason'

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
      <Reason value={reason} set={setReason} problem={problem} />
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('video.start')}
      </Button>
    </Form>
  )
}
