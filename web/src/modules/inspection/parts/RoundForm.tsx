import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { DayInput, ListPicker, required } from './PlanForm'
import { agencies, agencyWord, isOwn, kinds, today, type Round } from './words'

interface Values {
  kind: Round['kind']
  title: string
  note?: string
  areaCode?: string
  listId: string
  starts: string
  ends: string
  agencies?: string[]
  targeting: Round['targeting']
  hidden?: boolean
  share?: number
  perCounty?: boolean
  inspectors?: number
}

/** A new round. Of a draw the hashes are laid down as soon as it is saved. */
export function RoundForm({ saved }: { saved: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const made = useRef('')
  async function submit(v: Values) {
    const { share, perCounty, inspectors, ...plan } = v
    const { id } = await must(
      api.POST('/api/v1/inspections/rounds', {
        body: {
          ...plan, hidden: v.hidden ?? false, agencies: v.agencies ?? [],
          ...(v.targeting === 'drawn' && { rule: { share: share ?? 15, perCounty: perCounty ?? false, inspectors: inspectors ?? 2 } }),
        },
      }),
    )
    made.current = id
  }
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('inspection.newRound')}
      </Button>
      {open && (
        <FormDrawer<Values>
          open
          title={t('inspection.newRound')}
          initial={{ kind: 'joint', targeting: 'all', starts: today(), ends: today(), agencies: ['education', 'police', 'market', 'fire'], share: 15, perCounty: true, inspectors: 2 }}
          submit={submit}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), saved(made.current))}
        >
          <Fields />
        </FormDrawer>
      )}
    </>
  )
}

function Fields() {
  const form = Form.useFormInstance<Values>()
  const kind = Form.useWatch('kind', form)
  const targeting = Form.useWatch('targeting', form)
  const own = isOwn(kind ?? '')
  return (
    <>
      <Form.Item name="title" label={t('inspection.roundTitle')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <div className="insp-pair">
        <Form.Item name="kind" label={t('inspection.kindName')} rules={required}>
          <Select options={kinds.map((value) => ({ value, label: t(`inspection.kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="listId" label={t('inspection.list')} rules={required}>
          <ListPicker />
        </Form.Item>
        <Form.Item name="starts" label={t('inspection.starts')} rules={required}>
          <DayInput />
        </Form.Item>
        <Form.Item name="ends" label={t('inspection.ends')} rules={required}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="areaCode" label={t('inspection.area')} extra={t('inspection.areaHint')}>
        <AreaTree by="code" width="100%" />
      </Form.Item>
      {!own && (
        <Form.Item name="agencies" label={t('inspection.agencies')}>
          <Checkbox.Group options={agencies.map((value) => ({ value, label: agencyWord(value) }))} />
        </Form.Item>
      )}
      <Form.Item name="targeting" label={t('inspection.targeting')}>
        <Radio.Group options={(own ? (['all'] as const) : (['all', 'drawn'] as const)).map((value) => ({ value, label: t(`inspection.target.${value}`) }))} />
      </Form.Item>
      {targeting === 'drawn' && !own && (
        <div className="insp-pair">
          <Form.Item name="share" label={t('inspection.share')} rules={required}>
            <InputNumber min={1} max={100} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="inspectors" label={t('inspection.perSchool')} rules={required}>
            <InputNumber min={0} max={6} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="perCounty" valuePropName="checked">
            <Checkbox>{t('inspection.perCounty')}</Checkbox>
          </Form.Item>
        </div>
      )}
      {!own && (
        <Form.Item name="hidden" valuePropName="checked" extra={t('inspection.hiddenHint')}>
          <Checkbox>{t('inspection.hidden')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="note" label={t('inspection.note')}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </>
  )
}
