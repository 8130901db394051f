import { InboxOutlined } from '@ant-design/icons'
import { Alert, Upload } from 'antd'
import { useState } from 'react'
import { t } from './i18n'
import './page.css'

interface Props {
  /** Endings with the dot, e.g. ['.xlsx']. */
  types: string[]
  maxBytes: number
  onFile: (file: File) => void
  busy?: boolean
}

export function size(bytes: number): string {
  return bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`
}

/** Takes one file and hands it to the room; the server is the judge, this only spares a hopeless upload. */
export function FileDrop({ types, maxBytes, onFile, busy = false }: Props) {
  const [refused, setRefused] = useState('')
  function take(file: File) {
    const fits = types.some((ending) => file.name.toLowerCase().endsWith(ending))
    if (!fits) setRefused(t('ui.fileWrongType', { types: types.join(' ') }))
    else if (file.size > maxBytes) setRefused(t('ui.fileTooLarge', { size: size(maxBytes) }))
    else {
      setRefused('')
      onFile(file)
    }
  }
  return (
    <>
      <Upload.Dragger
        accept={types.join(',')}
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          take(file)
          return Upload.LIST_IGNORE
        }}
      >
        <InboxOutlined className="drop-icon" />
        <p>{t('ui.dropFile')}</p>
        <p className="dim">{t('ui.dropLimit', { types: types.join(' '), size: size(maxBytes) })}</p>
      </Upload.Dragger>
      {refused && <Alert type="error" showIcon title={refused} />}
    </>
  )
}
