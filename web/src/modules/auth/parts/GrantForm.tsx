import { useQuery } from '@tanstack/react-query'
import { Form, Radio, Select } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import type { PersonDetail } from './types'
import { roleName } from './words'

interface Values {
  role: string
  scope: 'school' | 'area' | 'everywhere'
  areaId?: string
  schoolId?: string
}

interface Props {
  open: boolean
  person: PersonDetail
  onSaved: () => void
  onClose: () => void
}

/** A role and where it is to hold; only roles one may grant are offered. */
export function GrantForm({ person, ...drawer }: Props) {
  const anywhere = useCan('auth.people.manage', '/')
  const roles = useQuery({ queryKey: ['auth', 'roles'], queryFn: () => must(api.GET('/api/v1/auth/roles')), staleTime: 5 * 60_000 })
  const offered = (roles.data?.items ?? []).filter((r) => r.mayGrant)

  function submit({ role, scope, areaId, schoolId }: Values) {
    const body = { role, ...(scope === 'school' ? { schoolId: schoolId ?? '' } : scope === 'area' ? { areaId: areaId ?? '' } : {}) }
    return must(api.POST('/api/v1/people/{id}/grants', { params: { path: { id: person.id } }, body }))
  }

  return (
    <FormDrawer<Values>
      {...drawer}
      title={`${t('auth.grants.add')} · ${person.name}`}
      initial={person.schoolId ? { scope: 'school', schoolId: person.schoolId } : { scope: 'area' }}
      submit={submit}
      width={480}
    >
      <Form.Item name="role" label={t('auth.grants.role')} rules={[{ required: true, message: t('auth.grants.must') }]}>
        <Select
          loading={roles.isPending}
          options={offered.map((r) => ({ value: r.key, label: roleName(r.key), second: r.secondFactor }))}
          optionRender={(o) => (
            <>
              {o.data.label} {o.data.second && <span className="dim">· {t('auth.grants.needSecond')}</span>}
            </>
          )}
        />
      </Form.Item>
      <Form.Item name="scope" label={t('auth.grants.scope')}>
        <Radio.Group
          options={[
            { value: 'school', label: t('auth.grants.school') },
            { value: 'area', label: t('auth.grants.area') },
            ...(anywhere ? [{ value: 'everywhere', label: t('auth.grants.everywhere') }] : []),
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['scope']}>
        {({ getFieldValue }) =>
          getFieldValue('scope') === 'school' ? (
            <Form.Item name="schoolId" rules={[{ required: true, message: t('auth.grants.must') }]}>
              <SchoolPicker {...(person.schoolId ? { name: person.placeName } : {})} />
            </Form.Item>
          ) : getFieldValue('scope') === 'area' ? (
            <Form.Item name="areaId" rules={[{ required: true, message: t('auth.grants.must') }]}>
              <AreaTree width="100%" />
            </Form.Item>
          ) : null
        }
      </Form.Item>
    </FormDrawer>
  )
}
