import { Form, Input, Radio } from 'antd'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { AgencyPicker } from './AgencyPicker'
import type { Secret } from './SecretOnce'
import type { PersonDetail } from './types'

interface Values {
  name: string
  login: string
  unit?: string
  phone?: string
  belongs: 'school' | 'agency' | 'none'
  schoolId?: string
  agencyId?: string
}

interface Props {
  open: boolean
  /** Who is edited; nobody: somebody new. */
  person?: PersonDetail
  onSaved: () => void
  onClose: () => void
  reload?: () => Promise<unknown>
  tell: (secret: Secret) => void
}

export function linkSecret(name: string, link: string): Secret {
  return { title: t('auth.people.linkTitle', { name }), hint: t('auth.people.linkHint'), text: location.origin + link }
}

export function PersonForm({ person, tell, ...drawer }: Props) {
  const anywhere = useCan('auth.people.manage', '/')

  async function submit({ belongs, schoolId, agencyId, ...rest }: Values) {
    const body = { ...rest, ...(belongs === 'school' ? { schoolId: schoolId ?? '' } : belongs === 'agency' ? { agencyId: agencyId ?? '' } : {}) }
    if (person) return must(api.PUT('/api/v1/people/{id}', { params: { path: { id: person.id } }, body: { ...body, version: person.version } }))
    const made = await must(api.POST('/api/v1/people', { body }))
    tell(linkSecret(rest.name, made.link))
    return made
  }

  return (
    <FormDrawer<Values>
      {...drawer}
      title={person ? t('auth.people.edit') : t('auth.people.add')}
      initial={
        person
          ? { name: person.name, login: person.login, unit: person.unit, phone: person.phone, schoolId: person.schoolId, agencyId: person.agencyId, belongs: person.schoolId ? 'school' : person.agencyId ? 'agency' : 'none' }
          : { belongs: 'school' }
      }
      submit={submit}
    >
      <Form.Item name="name" label={t('auth.people.name')} rules={[{ required: true, whitespace: true, message: t('auth.grants.must') }]}>
        <Input maxLength={40} autoFocus />
      </Form.Item>
      <Form.Item name="login" label={t('auth.people.login')} extra={t('auth.people.loginHint')} rules={[{ required: true, message: t('auth.grants.must') }]}>
        <Input maxLength={64} autoCapitalize="none" autoComplete="off" />
      </Form.Item>
      <Form.Item name="belongs" label={t('auth.people.belongs')}>
        <Radio.Group
          options={[
            { value: 'school', label: t('auth.people.belongsTo.school') },
            { value: 'agency', label: t('auth.people.belongsTo.agency') },
            ...(anywhere ? [{ value: 'none', label: t('auth.people.belongsTo.none') }] : []),
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['belongs']}>
        {({ getFieldValue }) =>
          getFieldValue('belongs') === 'school' ? (
            <Form.Item name="schoolId" label={t('auth.people.school')} rules={[{ required: true, message: t('auth.grants.must') }]}>
              <SchoolPicker {...(person?.schoolId ? { name: person.placeName } : {})} />
            </Form.Item>
          ) : getFieldValue('belongs') === 'agency' ? (
            <Form.Item name="agencyId" label={t('auth.people.agency')} rules={[{ required: true, message: t('auth.grants.must') }]}>
              <AgencyPicker {...(person?.agencyId ? { name: person.placeName } : {})} />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <Form.Item name="unit" label={t('auth.people.unit')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="phone" label={t('auth.people.phone')} extra={t('auth.people.phoneHint')}>
        <Input maxLength={30} inputMode="tel" autoComplete="off" />
      </Form.Item>
    </FormDrawer>
  )
}
