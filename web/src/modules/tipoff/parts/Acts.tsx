import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { agencies, categories, suggested, type Tipoff } from './words'

interface Values {
  reply: string
  into: string
  school: string
  category: string
  agency: (typeof agencies)[number]
  major: boolean
}

type Asked = 'decline' | 'close' | 'merge' | 'place' | 'handOver'
const needed = () => [{ required: true, message: tField({ code: 'required' }) }]

/** What can be done with a report where it stands. */
export function Acts({ tip, changed }: { tip: Tipoff; changed: () => void }) {
  const [asked, setAsked] = useState<Asked>()
  const may = useCan('tipoff.handle', tip.path)
  const waits = tip.state === 'received'
  if (!may || (!waits && tip.state !== 'accepted')) return null
  const at = { params: { path: { id: tip.id } } }
  const act = async (verb: 'accept' | 'decline' | 'close' | 'merge' | 'place', more: object) => {
    await must(api.POST(`/api/v1/tipoffs/{id}/${verb}` as '/api/v1/tipoffs/{id}/accept', { ...at, body: { version: tip.version, ...more } }))
  }
  const submit = async (v: Values) => {
    if (asked === 'decline' || asked === 'close') await act(asked, { reply: v.reply ?? '' })
    else if (asked === 'merge') await act('merge', { into: v.into ?? '' })
    else if (asked === 'place') await act('place', { school: v.school ?? '' })
    else await must(api.POST('/api/v1/tipoffs/{id}/hand-over', { ...at, body: { version: tip.version, category: v.category, agency: v.agency, major: v.major ?? false } }))
  }
  const button = (what: Asked, primary = false) => (
    <Button {...(primary && { type: 'primary' as const })} onClick={() => setAsked(what)}>
      {t(`tipoff.acts.${what}`)}
    </Button>
  )
  return (
    <div className="tip-acts">
      {waits && (
        <ConfirmAct type="primary" danger={false} act={t('tipoff.acts.accept')} name={tip.number} consequence={t('tipoff.acts.acceptHint')} onConfirm={async () => (await act('accept', {}), changed())} />
      )}
      {tip.schoolId ? tip.kind !== 'harm' && button('handOver', !waits) : button('place', !waits)}
      {!waits && button('close')}
      {button('decline')}
      {button('merge')}
      <FormDrawer<Values>
        open={asked !== undefined}
        title={asked ? t(`tipoff.acts.${asked}`) : ''}
        initial={{ ...suggested(tip.kind), reply: '', into: '', school: '', major: false }}
        submit={submit}
        submitText={asked ? t(`tipoff.acts.${asked}`) : ''}
        onClose={() => setAsked(undefined)}
        onSaved={() => (setAsked(undefined), changed())}
      >
        {(asked === 'decline' || asked === 'close') && (
          <Form.Item name="reply" label={t('tipoff.reply')} rules={needed()} extra={t(asked === 'decline' ? 'tipoff.declineHint' : 'tipoff.closeHint')}>
            <Input.TextArea rows={4} maxLength={300} showCount />
          </Form.Item>
        )}
        {asked === 'merge' && (
          <Form.Item name="into" label={t('tipoff.mergeInto')} rules={needed()} extra={t('tipoff.mergeHint')}>
            <Input maxLength={40} placeholder="SSP20260907-001" />
          </Form.Item>
        )}
        {asked === 'place' && (
          <Form.Item name="school" label={t('tipoff.school')} rules={needed()}>
            <SchoolPicker label={t('tipoff.school')} />
          </Form.Item>
        )}
        {asked === 'handOver' && (
          <>
            <p className="dim">{t('tipoff.handHint')}</p>
            <Form.Item name="category" label={t('tipoff.category')} rules={needed()}>
              <Select options={categories.map((value) => ({ value, label: t(`tipoff.categories.${value}`) }))} />
            </Form.Item>
            <Form.Item name="agency" label={t('tipoff.agency')} rules={needed()}>
              <Select options={agencies.map((value) => ({ value, label: t(`tipoff.agencies.${value}`) }))} />
            </Form.Item>
            <Form.Item name="major" valuePropName="checked">
              <Checkbox>{t('tipoff.major')}</Checkbox>
            </Form.Item>
          </>
        )}
      </FormDrawer>
    </div>
  )
}
