import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { linkSecret } from './PersonForm'
import type { Secret } from './SecretOnce'
import type { PersonDetail } from './types'

interface Props {
  person: PersonDetail
  tell: (secret: Secret) => void
  changed: () => Promise<unknown>
}

/** What a manager does for or about a person. */
export function PersonActs({ person: p, tell, changed }: Props) {
  const at = { params: { path: { id: p.id } } }
  if (p.status !== 'active') {
    return (
      <ConfirmAct
        act={t('auth.people.enable')}
        name={p.name}
        consequence={t('auth.people.enableHint')}
        danger={false}
        onConfirm={async () => {
          await must(api.POST('/api/v1/people/{id}/enable', { ...at, body: { version: p.version } }))
          await changed()
        }}
      />
    )
  }
  return (
    <>
      <ConfirmAct
        act={t('auth.people.invite')}
        name={p.name}
        consequence={t('auth.people.inviteHint')}
        danger={false}
        onConfirm={async () => tell(linkSecret(p.name, (await must(api.POST('/api/v1/people/{id}/invite', at))).link))}
      />
      {p.schoolId && (
        <ConfirmAct
          act={t('auth.people.pin')}
          name={p.name}
          consequence={t('auth.people.pinHint')}
          danger={false}
          onConfirm={async () => {
            const { pin } = await must(api.POST('/api/v1/people/{id}/pin', at))
            tell({ title: t('auth.people.pinTitle', { name: p.name }), hint: t('auth.people.pinOnce'), text: pin, big: true })
            await changed()
          }}
        />
      )}
      {p.secondFactor && (
        <ConfirmAct
          act={t('auth.people.resetSecond')}
          name={p.name}
          consequence={t('auth.people.resetSecondHint')}
          onConfirm={async () => {
            await must(api.POST('/api/v1/people/{id}/second-factor/reset', at))
            await changed()
          }}
        />
      )}
      <ConfirmAct
        act={t('auth.people.disable')}
        name={p.name}
        consequence={t('auth.people.disableHint')}
        onConfirm={async () => {
          await must(api.POST('/api/v1/people/{id}/disable', { ...at, body: { version: p.version } }))
          await changed()
        }}
      />
    </>
  )
}
