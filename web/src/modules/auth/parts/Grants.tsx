import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { GrantForm } from './GrantForm'
import type { PersonDetail } from './types'
import { grantName, roleName } from './words'
import '../auth.css'

/** The roles of a person and where they hold. */
export function Grants({ person, mayManage, changed }: { person: PersonDetail; mayManage: boolean; changed: () => Promise<unknown> }) {
  const [adding, setAdding] = useState(false)
  return (
    <section className="drawer-part">
      <h3>
        {t('auth.grants.title')}
        {mayManage && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('auth.grants.add')}
          </Button>
        )}
      </h3>
      {person.grants.length === 0 ? (
        <p className="dim">{t('auth.grants.none')}</p>
      ) : (
        <ul className="plain-list">
          {person.grants.map((g) => (
            <li key={g.id}>
              <div className="grow">
                {roleName(g.role)}
                <div className="dim">{g.targetName || t('auth.grants.everywhereName')}</div>
              </div>
              {mayManage && (
                <ConfirmAct
                  act={t('auth.grants.revoke')}
                  name={grantName(g)}
                  consequence={t('auth.grants.revokeHint')}
                  size="small"
                  onConfirm={async () => {
                    await must(api.POST('/api/v1/people/{id}/grants/{grant}/revoke', { params: { path: { id: person.id, grant: g.id } } }))
                    await changed()
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <GrantForm
        open={adding}
        person={person}
        onClose={() => setAdding(false)}
        onSaved={() => {
          setAdding(false)
          void changed()
        }}
      />
    </section>
  )
}
