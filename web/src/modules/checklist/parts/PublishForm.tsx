import { Form, Input } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import type { Card } from './words'

/** Publishes a draft, with a word on what has changed. */
export function PublishForm({ card, open, onClose, onDone }: { card: Card; open: boolean; onClose: () => void; onDone: () => void }) {
  return (
    <FormDrawer<{ note: string }>
      open={open}
      title={t('checklist.publish')}
      initial={{ note: '' }}
      submit={({ note }) => must(api.POST('/api/v1/checklists/{id}/publish', { params: { path: { id: card.id } }, body: { revision: card.revision, note: note ?? '' } }))}
      submitText={t('checklist.publish')}
      onClose={onClose}
      onSaved={onDone}
    >
      <p>{t('checklist.publishHint', { n: card.edition.version })}</p>
      <Form.Item name="note" label={t('checklist.note')}>
        <Input.TextArea rows={3} maxLength={300} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
