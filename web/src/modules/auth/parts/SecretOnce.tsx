import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Modal } from 'antd'
import { t } from '../../../ui/i18n'
import { copyText } from './copy'
import '../auth.css'

export interface Secret {
  title: string
  hint: string
  text: string
  /** Short, to be read out: drawn large. */
  big?: boolean
}

/** A link, PIN or code that is shown this once; it is closed only on purpose. */
export function SecretOnce({ secret, close }: { secret: Secret | undefined; close: () => void }) {
  const { message } = App.useApp()
  return (
    <Modal
      open={secret !== undefined}
      title={secret?.title}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      footer={
        <>
          <Button icon={<CopyOutlined />} onClick={() => void copyText(secret?.text ?? '').then(() => message.success(t('auth.once.copied')))}>
            {t('auth.once.copy')}
          </Button>
          <Button type="primary" onClick={close}>
            {t('auth.once.done')}
          </Button>
        </>
      }
    >
      <p className="dim">{secret?.hint}</p>
      <output className={secret?.big ? 'once-secret once-big' : 'once-secret'}>{secret?.text}</output>
    </Modal>
  )
}
