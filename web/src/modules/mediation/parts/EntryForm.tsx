import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { lang, t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { DayField, Pick, required } from './Fields'
import { sources, today, type Dispute } from './words'

interface Party {
  code: string
  relation: string
  minor?: boolean
}

interface Values {
  schoolId: string
  day: string
  kind: string
  source: string
  sheet: { people: number; minors?: boolean; harm?: boolean; facts: string; claim?: string }
  parties?: Party[]
}

interface Props {
  open: boolean
  dispute?: Dispute
  school?: string
  onClose: () => void
  onSaved: (id: string) => void
}

/** Enters a dispute, or writes it anew. The parties go in here and are not shown again. */
export function EntryForm({ open, dispute, school, onClose, onSaved }: Props) {
  const kinds = useQuery({ queryKey: ['mediation', 'kinds'], queryFn: () => must(api.GET('/api/v1/mediation/kinds')), enabled: open, staleTime: 300_000 })
  const saved = useRef('')
  return (
    <FormDrawer<Values>
      open={open}
      title={t(dispute ? 'mediation.edit' : 'mediation.register')}
      initial={
        dispute
          ? { schoolId: dispute.schoolId, day: dispute.day, kind: dispute.kind, source: dispute.source, sheet: dispute.sheet }
          : { schoolId: school ?? '', day: today(), source: 'monthly', sheet: { people: 2, facts: '' }, parties: [{ code: '甲', relation: '' }, { code: '乙', relation: '' }] }
      }
      submit={async (v) => {
        const parties = v.parties?.filter((p) => p.relation)
        const body = { day: v.day, kind: v.kind, source: v.source, sheet: { ...v.sheet, claim: v.sheet.claim ?? '' }, ...(parties && parties.length > 0 && { parties }) }
        const got = dispute
          ? await must(api.POST('/api/v1/mediation/disputes/{id}/edit', { params: { path: { id: dispute.id } }, body: { version: dispute.version, ...body } }))
          : await must(api.POST('/api/v1/mediation/disputes', { body: { schoolId: v.schoolId, ...body } }))
        saved.current = got.id
      }}
      onClose={onClose}
      onSaved={() => onSaved(saved.current)}
    >
      {!dispute && (
        <Form.Item name="schoolId" label={t('mediation.school')} rules={required}>
          <SchoolPicker label={t('mediation.school')} />
        </Form.Item>
      )}
      <Form.Item name="kind" label={t('mediation.kind')} rules={required}>
        <Select options={kinds.data?.items.filter((k) => k.active).map((k) => ({ value: k.code, label: lang() === 'zh' ? k.name : k.nameEn || k.name }))} />
      </Form.Item>
      <Form.Item name="day" label={t('mediation.day')} rules={required}>
        <DayField label={t('mediation.day')} />
      </Form.Item>
      <Pick name="source" label={t('mediation.source')} words={sources} word={(w) => t(`mediation.sources.${w as (typeof sources)[number]}`)} />
      <Form.Item name={['sheet', 'people']} label={t('mediation.people')} rules={required}>
        <InputNumber min={0} max={99999} />
      </Form.Item>
      <Form.Item name={['sheet', 'facts']} label={t('mediation.facts')} rules={required} extra={t('mediation.factsHint')}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
      <Form.Item name={['sheet', 'claim']} label={t('mediation.claim')}>
        <Input maxLength={1000} />
      </Form.Item>
      <Form.Item name={['sheet', 'minors']} valuePropName="checked">
        <Checkbox>{t('mediation.minors')}</Checkbox>
      </Form.Item>
      <Form.Item name={['sheet', 'harm']} valuePropName="checked" extra={t('mediation.harmHint')}>
        <Checkbox>{t('mediation.harm')}</Checkbox>
      </Form.Item>
      <Form.Item label={t('mediation.parties')} extra={t('mediation.partiesHint')}>
        <Form.List name="parties">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f) => (
                <div key={f.key} className="mediation-party">
                  <Form.Item name={[f.name, 'code']} noStyle>
                    <Input aria-label={t('mediation.partyCode')} maxLength={8} style={{ width: 64 }} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'relation']} noStyle>
                    <Input aria-label={t('mediation.partyRelation')} placeholder={t('mediation.partyRelation')} maxLength={40} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'minor']} valuePropName="checked" noStyle>
                    <Checkbox>{t('mediation.partyMinor')}</Checkbox>
                  </Form.Item>
                  <Button type="text" onClick={() => remove(f.name)}>
                    {t('mediation.removeParty')}
                  </Button>
                </div>
              ))}
              <Button onClick={() => add({ code: '丙丁戊己庚'[Math.max(0, fields.length - 2)] ?? '', relation: '' })}>{t('mediation.addParty')}</Button>
            </>
          )}
        </Form.List>
      </Form.Item>
    </FormDrawer>
  )
}
