import { useQuery } from '@tanstack/react-query'
import { App, Button, Select, Space, Upload } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { upload } from '../../../api/files'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import type { Media } from './edit'

interface Props {
  kind: 'picture' | 'video'
  /** Where the lesson was written. */
  path: string
  value: string | undefined
  set: (name: string, medium: Media[string]) => void
}

const accepts = { picture: 'image/jpeg,image/png,image/webp', video: 'video/mp4,video/webm' }

/** A picture or video of one's own, or a picture that comes with the program. */
export function Take({ kind, path, value, set }: Props) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const { data } = useQuery({ queryKey: ['lesson', 'pictures'], queryFn: () => must(api.GET('/api/v1/lessons/pictures')), enabled: kind === 'picture', staleTime: Infinity })
  async function take(file: File) {
    setBusy(true)
    try {
      const up = await upload(`lesson.${kind}`, path, file, file.name)
      // Until the draft is saved the file is its author's alone.
      set(up.id, { url: `/api/v1/files/${up.id}`, type: up.mediaType })
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Space wrap>
      <Upload
        accept={accepts[kind]}
        showUploadList={false}
        beforeUpload={(file) => {
          void take(file)
          return Upload.LIST_IGNORE
        }}
      >
        <Button loading={busy}>{t(kind === 'picture' ? 'lesson.upload' : 'lesson.uploadVideo')}</Button>
      </Upload>
      {kind === 'picture' && (data?.items.length ?? 0) > 0 && (
        <Select
          className="lesson-ours"
          showSearch
          aria-label={t('lesson.ourPictures')}
          placeholder={t('lesson.ourPictures')}
          value={data?.items.some((p) => p.name === value) ? value : undefined}
          onChange={(name) => {
            const p = data?.items.find((x) => x.name === name)
            if (p) set(p.name, { url: p.url, type: 'image/svg+xml' })
          }}
          options={data?.items.map((p) => ({ value: p.name, label: <span className="lesson-thumb"><img src={p.url} alt="" />{p.name}</span> }))}
        />
      )}
      {kind === 'video' && value && <span className="dim">{t('lesson.hasVideo')}</span>}
    </Space>
  )
}
