import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button as Press, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { daysHue, daysWord, resultHue, type Button } from './joint'

interface Values {
  schoolId: string
  placeId: string
  name: string
}

/** Puts a button on the register; of a given place where one is missing there. */
export function AddButton({ at, changed, small }: { at?: { schoolId: string; placeId: string }; changed: () => void; small?: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Press {...(small ? { size: 'small' as const } : { type: 'primary' as const, icon: <PlusOutlined /> })} onClick={() => setOpen(true)}>
        {small ? t('alarm.joint.addHere') : t('alarm.joint.add')}
      </Press>
      <FormDrawer<Values>
        open={open}
        title={t('alarm.joint.add')}
        width={420}
        initial={at ?? {}}
        submit={(v) => must(api.POST('/api/v1/alarm-buttons', { body: { placeId: v.placeId, name: v.name ?? '' } }))}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <Form.Item name="schoolId" label={t('alarm.joint.school')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <SchoolPicker />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(was: Values, is: Values) => was.schoolId !== is.schoolId}>
          {({ getFieldValue }) => (
            <Form.Item name="placeId" label={t('alarm.joint.place')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
              <PlacePicker school={String(getFieldValue('schoolId') ?? '')} />
            </Form.Item>
          )}
        </Form.Item>
        <Form.Item name="name" label={t('alarm.joint.name')} extra={t('alarm.joint.nameHint')}>
          <Input maxLength={40} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

function PlacePicker({ id, value, onChange, school }: { id?: string; value?: string; onChange?: (id: string) => void; school: string }) {
  const { data, isFetching } = useQuery({
    queryKey: ['schools', school],
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id: school } } })),
    enabled: school !== '',
  })
  return (
    <Select
      {...(id ? { id } : {})}
      value={value || undefined}
      onChange={(v: string) => onChange?.(v)}
      loading={isFetching}
      disabled={school === ''}
      options={(data?.places ?? []).map((p) => ({ value: p.id, label: p.name }))}
    />
  )
}

/** One button with what may be done about it. */
export function ButtonDetail({ button: b, changed }: { button: Button; changed: () => void }) {
  const [editing, setEditing] = useState(false)
  const mayEdit = useCan('org.edit', b.path) && b.status === 'active'
  const at = { params: { path: { id: b.id } } }
  return (
    <>
      <FactList
        facts={[
          { label: t('alarm.joint.school'), value: [b.countyName, b.schoolName].filter(Boolean).join(' '), wide: true },
          { label: t('alarm.joint.button'), value: b.name },
          { label: t('alarm.joint.place'), value: b.placeName || t('alarm.joint.placeGone') },
          ...(b.deviceName ? [{ label: t('alarm.joint.device'), value: <a className="joint-link" href={`/equipment/${b.deviceId}`}>{b.deviceName}</a> }] : []),
          { label: t('alarm.joint.days'), value: <StatusTag hue={daysHue(b.days)}>{daysWord(b.days)}</StatusTag> },
          { label: t('alarm.joint.lastResult'), value: b.lastResult && <StatusTag hue={resultHue[b.lastResult] ?? 'grey'}>{tMaybe(`alarm.joint.states.${b.lastResult}`)}</StatusTag> },
          { label: t('alarm.joint.since'), value: b.since },
          { label: t('alarm.joint.state'), value: t(`alarm.joint.status.${b.status}`) },
        ]}
      />
      <History buttonId={b.id} />
      {mayEdit && (
        <div className="acts drawer-part">
          <Press onClick={() => setEditing(true)}>{t('ui.edit')}</Press>
          <ConfirmAct
            act={t('alarm.joint.retire')}
            name={`${b.schoolName} ${b.name}`}
            consequence={t('alarm.joint.retireHint')}
            onConfirm={async () => {
              await must(api.POST('/api/v1/alarm-buttons/{id}/retire', { ...at, body: { version: b.version } }))
              changed()
            }}
          />
          <FormDrawer<{ name: string }>
            open={editing}
            title={t('alarm.joint.edit')}
            width={420}
            initial={{ name: b.name }}
            submit={(v) => must(api.PATCH('/api/v1/alarm-buttons/{id}', { ...at, body: { version: b.version, name: v.name, deviceId: b.deviceId } }))}
            onClose={() => setEditing(false)}
            onSaved={() => (setEditing(false), changed())}
          >
            <Form.Item name="name" label={t('alarm.joint.name')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
              <Input maxLength={40} />
            </Form.Item>
          </FormDrawer>
        </div>
      )}
    </>
  )
}

function History({ buttonId }: { buttonId: string }) {
  const { data } = useQuery({
    queryKey: ['joint-tests', 'of', buttonId],
    queryFn: () => must(api.GET('/api/v1/joint-tests', { params: { query: { button: buttonId, limit: 100 } } })),
  })
  if (!data || data.items.length === 0) return null
  return (
    <>
      <h3>{t('alarm.joint.history')}</h3>
      <FactList
        single
        facts={[...data.items].reverse().map((c) => ({
          label: c.day,
          value: (
            <a style={{ display: "inline-block", padding: "4px 0" }} href={`/joint-tests?month=${c.month}&open=${c.id}`}>
              {t(`alarm.joint.states.${c.state}`)} {c.t0 > 0 && <span className="dim num">{dateTime(c.t0)}</span>}
            </a>
          ),
        }))}
      />
    </>
  )
}
