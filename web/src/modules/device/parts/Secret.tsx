import { Modal, Typography } from 'antd'
import { t } from '../../../ui/i18n'
import { FactList } from '../../../ui/FactList'

export interface Shown {
  name: string
  code: string
  secret: string
}

/** The secret of a device, this once: it closes by its button only, so that nobody loses it by a click beside it. */
export function Secret({ shown, done }: { shown: Shown | undefined; done: () => void }) {
  return (
    <Modal open={shown !== undefined} title={t('device.secretOnce')} okText={t('device.copied')} onOk={done} closable={false} keyboard={false} mask={{ closable: false }} cancelButtonProps={{ hidden: true }}>
      {shown && (
        <>
          <p>{t('device.secretOnceHint')}</p>
          <FactList
            single
            facts={[
              { label: t('device.name'), value: shown.name },
              { label: t('device.code'), value: <Mono text={shown.code} /> },
              { label: t('device.secret'), value: shown.secret ? <Mono text={shown.secret} /> : t('device.byParent') },
            ]}
          />
        </>
      )}
    </Modal>
  )
}

function Mono({ text }: { text: string }) {
  return (
    <Typography.Text className="device-mono" copyable={{ text }}>
      {text}
    </Typography.Text>
  )
}
