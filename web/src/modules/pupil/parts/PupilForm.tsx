import { Form, Input, InputNumber, Select } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import type { ClassCount, Member } from './words'

export type At = { kind: 'add' } | { kind: 'edit' | 'move'; pupil: Member }

interface Values {
  seat: number
  name: string
  number: string
  classId: string
}

interface Props {
  at: At | undefined
  classId: string
  classes: ClassCount[]
  close: () => void
  saved: () => void
}

/** Transfer in, a correction, or a change of class. */
export function PupilForm({ at, classId, classes, close, saved }: Props) {
  const required = [{ required: true, message: tField({ code: 'required' }) }]
  const p = at && at.kind !== 'add' ? at.pupil : undefined
  const submit = (v: Values): Promise<unknown> => {
    if (!p) return must(api.POST('/api/v1/classes/{id}/pupils', { params: { path: { id: classId } }, body: v }))
    const path = { id: p.id }
    return at?.kind === 'move'
      ? must(api.POST('/api/v1/pupils/{id}/move', { params: { path }, body: { classId: v.classId, seat: v.seat, version: p.version } }))
      : must(api.PATCH('/api/v1/pupils/{id}', { params: { path }, body: { seat: v.seat, name: v.name, number: v.number, version: p.version } }))
  }
  const title = at?.kind === 'move' ? t('pupil.moveOf', { name: p?.name ?? '' }) : at?.kind === 'edit' ? t('pupil.edit') : t('pupil.add')
  return (
    <FormDrawer<Values> open={at !== undefined} title={title} initial={p ? { seat: p.seat, name: p.name, number: p.number } : {}} submit={submit} onSaved={saved} onClose={close} width={420}>
      {at?.kind === 'move' ? (
        <Form.Item name="classId" label={t('pupil.to')} rules={required}>
          <Select options={classes.filter((c) => c.id !== classId).map((c) => ({ value: c.id, label: c.name }))} />
        </Form.Item>
      ) : (
        <>
          <Form.Item name="name" label={t('pupil.name')} rules={required}><Input maxLength={30} /></Form.Item>
          <Form.Item name="number" label={t('pupil.number')} rules={required} extra={at?.kind === 'add' && t('pupil.addHint')}><Input maxLength={30} /></Form.Item>
        </>
      )}
      <Form.Item name="seat" label={t('pupil.seat')} rules={required}><InputNumber min={1} max={999} precision={0} /></Form.Item>
    </FormDrawer>
  )
}
