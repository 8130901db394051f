import { Form } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { date } from '../../../ui/time'
import { DayInput } from './DayInput'
import { showScope, type Version } from './value'

interface Props {
  version: Version
  close: () => void
  saved: () => void
}

/** Says until which day a local value holds; afterwards what is above it holds again. */
export function EndForm({ version, close, saved }: Props) {
  return (
    <FormDrawer<{ lastDay: string }>
      open
      title={`${t('norm.endTitle')} · ${showScope(version)}`}
      initial={{ lastDay: date(serverNow()) }}
      submit={({ lastDay }) =>
        must(api.POST('/api/v1/norm-versions/{id}/end', { params: { path: { id: version.id } }, body: { lastDay, version: version.version } }))
      }
      onSaved={saved}
      onClose={close}
      submitText={t('norm.end')}
    >
      <p className="dim">{t('norm.endHint')}</p>
      <Form.Item name="lastDay" label={t('norm.lastDay')} rules={[{ required: true, message: t('norm.lastDay') }]}>
        <DayInput />
      </Form.Item>
    </FormDrawer>
  )
}
