import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { FormAct, required } from './FormAct'
import { options, type Hazard } from './words'

interface Props {
  hazard: Hazard
  changed: () => void
  upgrade: boolean
}

interface Values {
  level: 'general' | 'major'
  clauses?: string[]
  basis?: string
}

/** Judging a hazard beside the clauses that its point of the checklist shows. */
export function GradeAct({ hazard: h, changed, upgrade }: Props) {
  const { data } = useQuery({ queryKey: ['hazards', 'advice', h.id, h.version], queryFn: () => must(api.GET('/api/v1/hazards/{id}/advice', { params: { path: { id: h.id } } })) })
  const major = upgrade || h.proposed === 'major' || (data?.direct.length ?? 0) > 0
  return (
    <FormAct<Values>
      type={upgrade ? 'default' : 'primary'}
      act={t(upgrade ? 'hazard.act.upgrade' : 'hazard.act.grade')}
      width={640}
      initial={{ level: major ? 'major' : 'general', clauses: [...(data?.direct ?? []), ...(data?.composite ?? [])], basis: '' }}
      done={changed}
      submit={(v) => must(api.POST('/api/v1/hazards/{id}/grade', { params: { path: { id: h.id } }, body: { version: h.version, level: v.level, clauses: v.level === 'major' ? (v.clauses ?? []) : [], basis: v.basis ?? '' } }))}
    >
      <p className="dim">{t('hazard.gradeHint')}</p>
      {(data?.composite.length ?? 0) > 0 && <p className="hazard-bar">{t('hazard.compositeReady')}</p>}
      {(data?.members.length ?? 0) > 0 && <p className="dim">{t('hazard.compositeMembers', { list: data?.members.join('、') ?? '' })}</p>}
      <Form.Item name="level" label={t('hazard.levelName')} rules={required}>
        <Radio.Group optionType="button" options={upgrade ? options('level', ['major']) : options('level', ['general', 'major'])} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.level !== b.level}>
        {({ getFieldValue }) =>
          getFieldValue('level') === 'major' && (
            <Form.Item name="clauses" label={t('hazard.clausePick', { set: data?.ruleSet.title ?? '' })} rules={required}>
              <Select
                mode="multiple"
                optionFilterProp="label"
                options={(data?.ruleSet.rules ?? []).map((r) => ({
                  value: r.code,
                  label: `${r.code} ${r.text}${data?.direct.includes(r.code) ? `（${t('hazard.suggested')}）` : ''}`,
                }))}
              />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="basis" label={t('hazard.basis')}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormAct>
  )
}
