import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Select, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { clock, minutes, type Line } from './words'

const required = [{ required: true, message: tField({ code: 'required' }) }]

interface Values extends Omit<Line, 'days'> {
  days: string[]
}

interface TimeProps {
  id?: string
  value?: number
  onChange?: (minute: number | undefined) => void
  label: string
}

/** A minute of the day. */
function MinuteField({ id, value, onChange, label }: TimeProps) {
  return (
    <TimePicker id={id} aria-label={label} format="HH:mm" needConfirm={false} style={{ width: '100%' }} value={value === undefined ? null : dayjs(clock(value), 'HH:mm')}
      onChange={(at) => onChange?.(at ? minutes(at.format('HH:mm')) : undefined)} />
  )
}

/** A line: which vehicle and crew, which stops, when and on which days. */
export function LineForm({ line: l, onClose, onSaved }: { line: Line | undefined; onClose: () => void; onSaved: () => void }) {
  const initial: Partial<Values> = l
    ? { ...l, days: l.days.split('') }
    : { days: ['1', '2', '3', '4', '5'], arrive: 7 * 60 + 50, leave: 17 * 60, active: true, stops: [{ n: 1, name: '', to: 7 * 60 + 20, back: 17 * 60 + 30 }] }
  return (
    <FormDrawer<Values>
      open width={640} title={t(l ? 'bus.edit' : 'bus.newLine')} initial={initial} onClose={onClose} onSaved={onSaved}
      submit={(x) => must(api.POST('/api/v1/buses/lines', {
        body: {
          ...(l && { id: l.id, version: l.version }), schoolId: l?.schoolId ?? x.schoolId, name: x.name, vehicleId: x.vehicleId, driverId: x.driverId, attendantId: x.attendantId,
          stops: x.stops.map((s, i) => ({ n: i + 1, name: s.name, to: s.to, back: s.back })), arrive: x.arrive, leave: x.leave, days: [...x.days].sort().join(''), active: x.active ?? false,
        },
      }))}
    >
      <p className="dim">{t('bus.lineHint')}</p>
      {!l && (
        <Form.Item name="schoolId" label={t('bus.school')} rules={required}>
          <SchoolPicker label={t('bus.school')} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('bus.line')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.schoolId !== b.schoolId}>
        {({ getFieldValue }) => <Means school={l?.schoolId ?? (getFieldValue('schoolId') as string | undefined) ?? ''} />}
      </Form.Item>
      <div className="bus-cols">
        <Form.Item name="arrive" label={t('bus.arrive')} rules={required}>
          <MinuteField label={t('bus.arrive')} />
        </Form.Item>
        <Form.Item name="leave" label={t('bus.leave')} rules={required}>
          <MinuteField label={t('bus.leave')} />
        </Form.Item>
      </div>
      <Form.List name="stops">
        {(fields, { add, remove }) => (
          <fieldset className="bus-stops">
            <legend>{t('bus.stops')}</legend>
            {fields.map(({ key, name }) => (
              <div className="bus-stop" key={key}>
                <Form.Item name={[name, 'name']} label={`${name + 1}. ${t('bus.stopName')}`} rules={required}>
                  <Input maxLength={40} />
                </Form.Item>
                <Form.Item name={[name, 'to']} label={t('bus.stopTo')} rules={required}>
                  <MinuteField label={t('bus.stopTo')} />
                </Form.Item>
                <Form.Item name={[name, 'back']} label={t('bus.stopBack')} rules={required}>
                  <MinuteField label={t('bus.stopBack')} />
                </Form.Item>
                {fields.length > 1 && <Button onClick={() => remove(name)}>{t('bus.removeStop')}</Button>}
              </div>
            ))}
            <Button onClick={() => add({ name: '' })}>{t('bus.addStop')}</Button>
          </fieldset>
        )}
      </Form.List>
      <Form.Item name="days" label={t('bus.days')}>
        <Checkbox.Group options={(['1', '2', '3', '4', '5', '6', '7'] as const).map((value) => ({ value, label: t(`bus.weekday.d${value}`) }))} />
      </Form.Item>
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>{t('bus.active')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  )
}

/** Vehicle and crew of the school; who or what is retired is not offered. */
function Means({ school }: { school: string }) {
  const vehicles = useQuery({ queryKey: ['bus-ledger', 'vehicles'], queryFn: () => must(api.GET('/api/v1/buses/vehicles')) }).data?.items ?? []
  const crew = useQuery({ queryKey: ['bus-ledger', 'crew'], queryFn: () => must(api.GET('/api/v1/buses/crew')) }).data?.items ?? []
  const of = (kind: 'driver' | 'attendant') => crew.filter((c) => c.schoolId === school && c.kind === kind && !c.retired).map((c) => ({ value: c.id, label: c.name }))
  return (
    <div className="bus-cols">
      <Form.Item name="vehicleId" label={t('bus.plate')} rules={required}>
        <Select options={vehicles.filter((v) => v.schoolId === school && !v.retired).map((v) => ({ value: v.id, label: v.plate }))} />
      </Form.Item>
      <Form.Item name="driverId" label={t('bus.driver')} rules={required}>
        <Select options={of('driver')} />
      </Form.Item>
      <Form.Item name="attendantId" label={t('bus.attendant')} rules={required}>
        <Select options={of('attendant')} />
      </Form.Item>
    </div>
  )
}
