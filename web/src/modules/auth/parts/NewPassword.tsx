import { Form, Input } from 'antd'
import { t } from '../../../ui/i18n'

/** A new password, twice; the rules stand below it, the server holds it against them. */
export function NewPassword({ name }: { name: string }) {
  return (
    <>
      <Form.Item name={name} label={t('auth.account.newPassword')} extra={t('auth.setup.rules')} rules={[{ required: true, message: t('auth.login.passwordPlaceholder') }]}>
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('auth.setup.repeat')}
        dependencies={[name]}
        rules={[
          { required: true, message: t('auth.setup.repeat') },
          ({ getFieldValue }) => ({
            validator: (_, value) => (!value || value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t('auth.setup.differs')))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
    </>
  )
}
