import { Button, Modal } from 'antd'
import { useState } from 'react'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'

/** Chooses a school and opens its poster, to be printed. */
export function Poster({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [school, setSchool] = useState('')
  return (
    <Modal
      open={open}
      title={t('tipoff.poster')}
      onCancel={onClose}
      footer={
        <Button type="primary" href={`/api/v1/tipoffs/poster?school=${school}`} target="_blank" rel="noreferrer">
          {t('tipoff.posterOpen')}
        </Button>
      }
    >
      <p className="dim">{t('tipoff.posterHint')}</p>
      <SchoolPicker value={school} onChange={setSchool} label={t('tipoff.school')} />
    </Modal>
  )
}
