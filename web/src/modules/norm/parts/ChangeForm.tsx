import { useQueryClient } from '@tanstack/react-query'
import { App, Form, Input as Text, Select } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useSession } from '../../../ui/session'
import { date } from '../../../ui/time'
import { DayInput } from './DayInput'
import { lastOf, nameOf, showValue, type Input, type Param, type Version } from './value'
import { ValueInput } from './ValueInput'

type Values = Omit<Input, 'areaCode' | 'schoolId'> & { scope: 'nation' | 'area' | 'school'; areaCode?: string; schoolId?: string }

const kinds = ['kindergarten', 'primary', 'junior', 'nine_year', 'complete', 'senior', 'vocational', 'special', 'reform', 'point'] as const

interface Props {
  param: Param
  /** The version one starts from; its scope and value are the first suggestion. */
  from?: Version
  close: () => void
}

/** 改为新值: a new version for a scope, from a day on. */
export function ChangeForm({ param, from, close }: Props) {
  const cache = useQueryClient()
  const { modal } = App.useApp()
  const held = useSession().me.permissions['norm.edit'] ?? []

  async function submit({ scope, areaCode = '', schoolId = '', schoolKind = '', boarding = '', ...rest }: Values) {
    const one = scope === 'school'
    const added = await must(
      api.POST('/api/v1/norms/{key}/versions', {
        params: { path: { key: param.key } },
        body: {
          ...rest,
          areaCode: scope === 'area' ? areaCode : '', schoolId: one ? schoolId : '',
          schoolKind: one ? '' : schoolKind, boarding: one ? '' : boarding,
          clause: rest.clause ?? '', note: rest.note ?? '', effectiveTo: rest.effectiveTo ?? '',
        },
      }),
    )
    const above = added.overruledBy
    if (above) void modal.warning({ title: t('norm.overruled', { level: t(`norm.level.${above.level}`), value: showValue(param, above.value) }) })
  }

  return (
    <FormDrawer<Values>
      open
      title={`${t('norm.change')} · ${nameOf(param)}`}
      initial={start(from, held)}
      submit={submit}
      onSaved={() => {
        close()
        void cache.invalidateQueries({ queryKey: ['norm'] })
      }}
      onClose={close}
    >
      <p className="dim">{t('norm.changeHint')}</p>
      <Form.Item name="scope" label={t('norm.place')}>
        <Select
          options={(['nation', 'area', 'school'] as const)
            .filter((s) => s !== 'nation' || held.includes('/'))
            .map((value) => ({ value, label: t(`norm.scopes.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['scope']}>
        {({ getFieldValue }) => <Scope scope={getFieldValue('scope') as Values['scope']} />}
      </Form.Item>
      <Form.Item name="value" label={t('norm.value')} rules={[{ required: true, message: t('norm.value') }]}>
        <ValueInput kind={param.kind} unit={param.unit} />
      </Form.Item>
      <Form.Item name="strictness" label={t('norm.strictness')}>
        <Select options={(['floor', 'ceiling', 'advice'] as const).map((value) => ({ value, label: t(`norm.strictLong.${value}`) }))} />
      </Form.Item>
      <div className="norm-two">
        <Form.Item name="effectiveFrom" label={t('norm.from')} rules={[{ required: true, message: t('norm.from') }]}>
          <DayInput />
        </Form.Item>
        <Form.Item name="effectiveTo" label={t('norm.to')}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="basis" label={t('norm.basis')} rules={[{ required: true, whitespace: true, message: t('norm.basisHint') }]}>
        <Text maxLength={200} placeholder={t('norm.basisHint')} />
      </Form.Item>
      <div className="norm-two">
        <Form.Item name="clause" label={t('norm.clause')}>
          <Text maxLength={100} />
        </Form.Item>
        <Form.Item name="mark" label={t('norm.mark')}>
          <Select options={(['L', 'S', 'M', 'D'] as const).map((value) => ({ value, label: t(`norm.markShort.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t('norm.note')}>
        <Text.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </FormDrawer>
  )
}

/** What is asked about the place: nothing for the nation, otherwise which area or school. */
function Scope({ scope }: { scope: Values['scope'] }) {
  if (scope === 'school') {
    return (
      <Form.Item name="schoolId" label={t('norm.school')} rules={[{ required: true, message: t('ui.pickSchool') }]}>
        <SchoolPicker />
      </Form.Item>
    )
  }
  return (
    <>
      {scope === 'area' && (
        <Form.Item name="areaCode" label={t('norm.area')} rules={[{ required: true, message: t('ui.pickArea') }]}>
          <AreaTree by="code" width="100%" />
        </Form.Item>
      )}
      <div className="norm-two">
        <Form.Item name="schoolKind" label={t('norm.schoolKind')}>
          <Select options={[{ value: '', label: t('norm.allKinds') }, ...kinds.map((value) => ({ value, label: t(`norm.kind.${value}`) }))]} />
        </Form.Item>
        <Form.Item name="boarding" label={t('norm.boardingLabel')}>
          <Select
            options={[
              { value: '', label: t('norm.anyBoarding') },
              { value: 'yes', label: t('norm.boarding.yes') },
              { value: 'no', label: t('norm.boarding.no') },
            ]}
          />
        </Form.Item>
      </div>
    </>
  )
}

/**
 * Starts from the chosen version. Who may not rule where it does means to set a
 * value of his own. The last part of a path is the area's code or the school's id.
 */
function start(from: Version | undefined, held: string[]): Partial<Values> {
  const path = from && held.some((p) => from.path.startsWith(p)) ? from.path : (held[0] ?? '/')
  const last = lastOf(path)
  return {
    scope: path === '/' ? 'nation' : last.startsWith('sch_') ? 'school' : 'area',
    areaCode: last.startsWith('sch_') ? '' : last,
    schoolId: last.startsWith('sch_') ? last : '',
    effectiveFrom: date(serverNow()), effectiveTo: '', strictness: from?.strictness ?? 'advice', mark: 'S', value: from?.value,
    schoolKind: (from?.schoolKind ?? '') as Values['schoolKind'], boarding: from?.boarding ?? '',
  }
}
