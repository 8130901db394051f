import { useQuery } from '@tanstack/react-query'
import { Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { clearances, type Crew, type Vehicle } from './words'

const required = [{ required: true, message: tField({ code: 'required' }) }]

interface DayProps {
  id?: string
  value?: string
  onChange?: (day: string) => void
  label?: string
  month?: boolean
}

/** A business day, or a month, as text. */
function DayField({ id, value, onChange, label, month = false }: DayProps) {
  return <DatePicker id={id} aria-label={label} picker={month ? 'month' : 'date'} style={{ width: '100%' }} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d?.format(month ? 'YYYY-MM' : 'YYYY-MM-DD') ?? '')} />
}

interface Props {
  onClose: () => void
  onSaved: () => void
}

export function VehicleForm({ vehicle: v, onClose, onSaved }: Props & { vehicle: Vehicle | undefined }) {
  return (
    <FormDrawer<Vehicle>
      open title={t(v ? 'bus.edit' : 'bus.newVehicle')} initial={v ?? { kind: 'school', seats: 36, hammer: true, extinguisher: true, firstAid: true, recorder: true }} onClose={onClose} onSaved={onSaved}
      submit={(x) => must(api.POST('/api/v1/buses/vehicles', {
        body: {
          ...(v && { id: v.id, version: v.version }), schoolId: v?.schoolId ?? x.schoolId, plate: x.plate, kind: x.kind, seats: x.seats, owner: x.owner ?? '', permitNo: x.permitNo ?? '', permitUntil: x.permitUntil ?? '',
          inspectedOn: x.inspectedOn ?? '', letterOn: x.letterOn ?? '', hammer: x.hammer ?? false, extinguisher: x.extinguisher ?? false, firstAid: x.firstAid ?? false, recorder: x.recorder ?? false, retired: x.retired ?? false,
        },
      }))}
    >
      {!v && (
        <Form.Item name="schoolId" label={t('bus.school')} rules={required}>
          <SchoolPicker label={t('bus.school')} />
        </Form.Item>
      )}
      <Form.Item name="plate" label={t('bus.plate')} rules={required}>
        <Input maxLength={12} />
      </Form.Item>
      <Form.Item name="kind" label={t('bus.kind')} rules={required}>
        <Select options={(['kindergarten', 'primary', 'school'] as const).map((value) => ({ value, label: t(`bus.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="seats" label={t('bus.seats')} rules={required}>
        <InputNumber min={1} max={80} />
      </Form.Item>
      <Form.Item name="owner" label={t('bus.owner')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="permitNo" label={t('bus.permitNo')}>
        <Input maxLength={40} />
      </Form.Item>
      {(['permitUntil', 'inspectedOn', 'letterOn'] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`bus.${name}`)}>
          <DayField label={t(`bus.${name}`)} />
        </Form.Item>
      ))}
      {(['hammer', 'extinguisher', 'firstAid', 'recorder', 'retired'] as const).map((name) => (
        <Form.Item key={name} name={name} valuePropName="checked" style={{ marginBottom: 4 }}>
          <Checkbox>{t(`bus.${name}`)}</Checkbox>
        </Form.Item>
      ))}
      {v && (
        <Form.Item label={t('bus.sticker')} extra={t('bus.stickerHint')}>
          <img className="bus-sticker" src={`/api/v1/buses/vehicles/${v.id}/sticker.svg`} alt={t('bus.sticker')} />
        </Form.Item>
      )}
    </FormDrawer>
  )
}

/** Accounts that hold the post of an attendant at a school. */
function AccountPicker({ id, value, onChange, school }: { id?: string; value?: string; onChange?: (id: string) => void; school: string }) {
  const { data } = useQuery({ queryKey: ['bus-accounts', school], queryFn: () => must(api.GET('/api/v1/buses/accounts', { params: { query: { school } } })) })
  return <Select id={id} allowClear value={value || undefined} onChange={(v: string | undefined) => onChange?.(v ?? '')} options={data?.items.map((p) => ({ value: p.id, label: p.unit ? `${p.name}（${p.unit}）` : p.name }))} />
}

export function CrewForm({ crew: c, onClose, onSaved }: Props & { crew: Crew | undefined }) {
  return (
    <FormDrawer<Crew>
      open title={t(c ? 'bus.edit' : 'bus.newCrew')} initial={c ?? { kind: 'driver', cleared: [] }} onClose={onClose} onSaved={onSaved}
      submit={(x) => must(api.POST('/api/v1/buses/crew', {
        body: { ...(c && { id: c.id, version: c.version }), personId: x.personId ?? '', schoolId: c?.schoolId ?? x.schoolId, kind: c?.kind ?? x.kind, name: x.name, born: x.born, licensedOn: x.licensedOn ?? '', reviewOn: x.reviewOn ?? '', cleared: x.cleared ?? [], retired: x.retired ?? false },
      }))}
    >
      {!c && (
        <>
          <Form.Item name="schoolId" label={t('bus.school')} rules={required}>
            <SchoolPicker label={t('bus.school')} />
          </Form.Item>
          <Form.Item name="kind" label={t('bus.crewKind')} rules={required}>
            <Select options={(['driver', 'attendant'] as const).map((value) => ({ value, label: t(`bus.crewKinds.${value}`) }))} />
          </Form.Item>
        </>
      )}
      <Form.Item name="name" label={t('bus.name')} rules={required}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Crew, b: Crew) => a.kind !== b.kind || a.schoolId !== b.schoolId}>
        {({ getFieldValue }) => {
          const school = c?.schoolId ?? (getFieldValue('schoolId') as string | undefined)
          return (c?.kind ?? getFieldValue('kind')) === 'attendant' && school && (
            <Form.Item name="personId" label={t('bus.account')} extra={t('bus.accountHint')}>
              <AccountPicker school={school} />
            </Form.Item>
          )
        }}
      </Form.Item>
      <Form.Item name="born" label={t('bus.born')} rules={required}>
        <DayField month label={t('bus.born')} />
      </Form.Item>
      {(['licensedOn', 'reviewOn'] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`bus.${name}`)}>
          <DayField label={t(`bus.${name}`)} />
        </Form.Item>
      ))}
      <Form.Item name="cleared" label={t('bus.cleared')}>
        <Checkbox.Group style={{ display: 'grid' }} options={clearances.map((value) => ({ value, label: t(`bus.clearances.${value}`) }))} />
      </Form.Item>
      <Form.Item name="retired" valuePropName="checked">
        <Checkbox>{t('bus.retired')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  )
}
