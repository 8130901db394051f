import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, InputNumber, Radio } from 'antd'
import type { ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { choiceOf, hintOf, labelOf, shownAs, type Setting } from './words'

/** Decides one setting; `setting` is the one last opened, so that the drawer can close with its words still on it. */
export function ChangeForm({ setting, open, onClose }: { setting: Setting; open: boolean; onClose: () => void }) {
  const cache = useQueryClient()
  const reload = () => cache.invalidateQueries({ queryKey: ['setting'] })
  return (
    <FormDrawer<{ value: string | number | null }>
      open={open}
      title={t('setting.changeOf', { name: labelOf(setting) })}
      initial={{ value: setting.value }}
      submit={({ value }) =>
        must(
          api.PATCH('/api/v1/settings/{key}', {
            params: { path: { key: setting.key } },
            body: { value: String(value ?? ''), version: setting.version },
          }),
        )
      }
      onSaved={() => {
        onClose()
        void reload()
      }}
      onClose={onClose}
      reload={reload}
    >
      <p className="dim">{hintOf(setting)}</p>
      <Form.Item name="value" label={t('setting.value')} extra={extra(setting)} rules={[{ required: setting.kind === 'int', message: range(setting) }]}>
        {control(setting)}
      </Form.Item>
    </FormDrawer>
  )
}

const range = ({ min, max }: Setting) => t('setting.range', { min, max })

function extra(s: Setting): ReactNode {
  if (s.kind === 'secret') return t('setting.secretHint')
  // A text may hold signs that a gateway fills in, such as {phone}: it stands as it is, for machines.
  if (s.kind === 'text' && s.default !== '') {
    return (
      <>
        {t('setting.default', { value: '' })}
        <code>{s.default}</code>
      </>
    )
  }
  const standard = s.default === '' ? '' : t('setting.default', { value: shownAs(s, s.default) })
  return s.kind === 'int' ? `${range(s)} · ${standard}` : standard
}

function control(s: Setting) {
  switch (s.kind) {
    case 'bool':
      return <Radio.Group options={['true', 'false'].map((value) => ({ value, label: shownAs(s, value) }))} />
    case 'choice':
      return <Radio.Group options={s.choices.map((value) => ({ value, label: choiceOf(s, value) }))} />
    case 'int':
      return <InputNumber min={s.min} max={s.max} precision={0} style={{ width: 160 }} />
    case 'secret':
      return <Input.Password autoComplete="new-password" maxLength={500} />
    default:
      return <Input maxLength={500} />
  }
}
