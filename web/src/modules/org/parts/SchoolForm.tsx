import { Form, Input, InputNumber, Radio, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { choices, column, kinds, type Card } from './words'

interface Props {
  open: boolean
  /** Missing: a new school. */
  school?: Card
  onClose: () => void
  onSaved: () => void
  reload?: () => Promise<unknown>
}

const fresh = {
  code: '', name: '', ownership: 'public', boarding: false, pupils: 0, boarders: 0, staff: 0, guards: 0, storeys: 1,
  canteen: 'none', bus: 'none', gates: 1, labChemicals: false, boiler: false, elevator: false, counterTerror: false,
  surroundings: [], facilities: [], setting: 'rural', address: '', phone: '', principal: '', lon: null, lat: null, status: 'active',
} satisfies Partial<Card>

type Values = typeof fresh & { kind: Card['kind']; areaCode: string }

/** The facts of a school, to add or to change. */
export function SchoolForm({ open, school, onClose, onSaved, reload }: Props) {
  const save = (v: Values) => {
    // A number field that was emptied is null: nothing counted is zero.
    const body = { ...v, pupils: v.pupils ?? 0, boarders: v.boarders ?? 0, staff: v.staff ?? 0, guards: v.guards ?? 0,
      storeys: v.storeys ?? 0, gates: v.gates ?? 0, lon: v.lon ?? null, lat: v.lat ?? null, kind: v.kind ?? '', areaCode: v.areaCode ?? '' } as never
    return school
      ? must(api.PATCH('/api/v1/schools/{id}', { params: { path: { id: school.id } }, body: { ...(body as object), version: school.version } as never }))
      : must(api.POST('/api/v1/schools', { body }))
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={school ? t('org.editTitle') : t('org.addTitle')}
      initial={(school ?? fresh) as Partial<Values>}
      submit={save}
      onClose={onClose}
      onSaved={onSaved}
      {...(reload ? { reload } : {})}
    >
      <Part title={t('org.basics')}>
        <Text name="name" max={80} required wide />
        <Text name="code" max={20} />
        <Choice name="kind" values={kinds} required />
        <Form.Item name="areaCode" label={t('org.col.area')} rules={needed(true)}>
          <AreaTree by="code" width="100%" label={t('org.col.area')} />
        </Form.Item>
        <Choice name="status" values={['active', 'closed', 'merged']} />
        <Pick name="ownership" values={['public', 'private']} />
        <Pick name="setting" values={['urban', 'rural']} />
        <Text name="principal" max={40} />
      </Part>
      <Part title={t('org.scale')}>
        <Count name="pupils" />
        <Count name="staff" />
        <Yes name="boarding" />
        <Count name="boarders" />
        <Count name="guards" />
      </Part>
      <Part title={t('org.conditions')}>
        <Count name="storeys" max={100} />
        <Count name="gates" max={50} />
        <Choice name="canteen" values={['none', 'own', 'contracted', 'delivered']} />
        <Choice name="bus" values={['none', 'own', 'contracted']} />
        <Yes name="labChemicals" />
        <Yes name="boiler" />
        <Yes name="elevator" />
        <Yes name="counterTerror" />
        <Form.Item name="surroundings" label={column('surroundings')} className="org-wide">
          <Select mode="multiple" allowClear options={choices('surroundings', ['road', 'water', 'geohazard'])} />
        </Form.Item>
        <Form.Item name="facilities" label={column('facilities')} className="org-wide">
          <Select
            mode="multiple"
            allowClear
            options={choices('facilities', ['nap', 'fire_control_room', 'perimeter_alarm', 'construction', 'gas', 'stove_heating', 'lab', 'hall'])}
          />
        </Form.Item>
      </Part>
      <Part title={t('org.where')}>
        <Text name="address" max={200} wide />
        <Text name="phone" max={40} />
        <span />
        <Degrees name="lon" />
        <Degrees name="lat" />
        <p className="dim org-wide">{t('org.positionHint')}</p>
      </Part>
    </FormDrawer>
  )
}

const needed = (required: boolean) => (required ? [{ required, message: tField({ code: 'required' }) }] : [])

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="org-fields">
      <legend>{title}</legend>
      <div>{children}</div>
    </fieldset>
  )
}

function Text({ name, max, required = false, wide = false }: { name: string; max: number; required?: boolean; wide?: boolean }) {
  return (
    <Form.Item name={name} label={column(name)} rules={needed(required)} className={wide ? 'org-wide' : ''}>
      <Input maxLength={max} />
    </Form.Item>
  )
}

function Count({ name, max = 100000 }: { name: string; max?: number }) {
  return (
    <Form.Item name={name} label={column(name)}>
      <InputNumber min={0} max={max} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  )
}

function Degrees({ name }: { name: string }) {
  return (
    <Form.Item name={name} label={column(name)}>
      <InputNumber step={0.0001} style={{ width: '100%' }} />
    </Form.Item>
  )
}

function Choice({ name, values, required = false }: { name: string; values: readonly string[]; required?: boolean }) {
  return (
    <Form.Item name={name} label={column(name)} rules={needed(required)}>
      <Select options={choices(name, values)} />
    </Form.Item>
  )
}

function Pick({ name, values }: { name: string; values: readonly string[] }) {
  return (
    <Form.Item name={name} label={column(name)}>
      <Radio.Group options={choices(name, values)} />
    </Form.Item>
  )
}

function Yes({ name }: { name: string }) {
  return (
    <Form.Item name={name} label={column(name)} valuePropName="checked">
      <Switch checkedChildren={t('ui.yes')} unCheckedChildren={t('ui.no')} />
    </Form.Item>
  )
}
