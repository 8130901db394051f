import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { NewPassword } from './NewPassword'
import { PasswordAsk } from './PasswordAsk'
import { Recovery } from './Recovery'

interface Props {
  open: boolean
  onSaved: () => void
  onClose: () => void
}

function OldPassword({ label }: { label: string }) {
  return (
    <Form.Item name="password" label={label} rules={[{ required: true, message: t('auth.login.passwordPlaceholder') }]}>
      <Input.Password autoComplete="current-password" autoFocus />
    </Form.Item>
  )
}

export function PasswordForm(props: Props) {
  return (
    <FormDrawer<{ password: string; newPassword: string }>
      {...props}
      title={t('auth.account.changePassword')}
      submit={({ password, newPassword }) => must(api.POST('/api/v1/auth/password', { body: { password, newPassword } }))}
    >
      <OldPassword label={t('auth.account.oldPassword')} />
      <NewPassword name="newPassword" />
    </FormDrawer>
  )
}

export function PinForm(props: Props) {
  return (
    <FormDrawer<{ password: string; pin: string }> {...props} title={t('auth.account.setPin')} submit={(v) => must(api.POST('/api/v1/auth/pin', { body: v }))}>
      <Form.Item name="pin" label={t('auth.account.newPin')} extra={t('auth.account.pinNote')} rules={[{ required: true, message: t('auth.grants.must') }]}>
        <Input inputMode="numeric" autoComplete="off" maxLength={6} autoFocus />
      </Form.Item>
      <OldPassword label={t('auth.account.confirmWith')} />
    </FormDrawer>
  )
}

export function DropFactor(props: Props) {
  return (
    <FormDrawer<{ password: string }>
      {...props}
      title={t('auth.account.dropSecond')}
      submitText={t('auth.account.dropSecond')}
      submit={(v) => must(api.POST('/api/v1/auth/second-factor/drop', { body: v }))}
    >
      <OldPassword label={t('auth.account.confirmWith')} />
    </FormDrawer>
  )
}

export function NewRecovery({ done, cancel }: { done: () => void; cancel: () => void }) {
  const [codes, setCodes] = useState<string[]>()
  return (
    <Modal open title={t('auth.recovery.title')} footer={null} onCancel={codes ? done : cancel} mask={{ closable: false }}>
      {codes ? (
        <Recovery codes={codes} done={done} />
      ) : (
        <PasswordAsk
          go={t('auth.account.newRecovery')}
          send={async (password) => setCodes((await must(api.POST('/api/v1/auth/second-factor/recovery', { body: { password } }))).recovery)}
        />
      )}
    </Modal>
  )
}
