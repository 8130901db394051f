import {
  AlertOutlined, AuditOutlined, BankOutlined, DesktopOutlined, ImportOutlined, MobileOutlined, ReadOutlined, SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { createElement, type ComponentType } from 'react'
import { t } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { can, useSession } from '../../../ui/session'

type Name = 'desk' | 'phone' | 'schools' | 'import' | 'alarms' | 'norms' | 'people' | 'audit' | 'settings'

interface Entry {
  name: Name
  href: string
  perm: string
  icon: ComponentType
}

// Rooms cannot import one another, so the home page knows their addresses only.
const entries: Entry[] = [
  { name: 'desk', href: '/desk', perm: 'alarm.accept', icon: DesktopOutlined },
  { name: 'phone', href: '/phone', perm: 'alarm.raise', icon: MobileOutlined },
  { name: 'alarms', href: '/alarms', perm: 'alarm.view', icon: AlertOutlined },
  { name: 'schools', href: '/schools', perm: 'org.view', icon: BankOutlined },
  { name: 'import', href: '/schools/import', perm: 'org.import', icon: ImportOutlined },
  { name: 'people', href: '/people', perm: 'auth.people.view', icon: TeamOutlined },
  { name: 'norms', href: '/norms', perm: 'norm.view', icon: ReadOutlined },
  { name: 'audit', href: '/audit', perm: 'audit.view', icon: AuditOutlined },
  { name: 'settings', href: '/settings', perm: 'setting.view', icon: SettingOutlined },
]

/** Where this person goes most, by what he may do. */
export function Entries() {
  const { me } = useSession()
  const mine = entries.filter((e) => can(me, e.perm))
  if (mine.length === 0) return null
  return (
    <Panel title={t('todo.entries')}>
      <ul className="entries">
        {mine.map((e) => (
          <li key={e.name}>
            <a href={e.href} className="entry">
              <span className="entry-icon" aria-hidden="true">{createElement(e.icon)}</span>
              <span>
                <strong>{t(`todo.entry.${e.name}`)}</strong>
                <small className="dim">{t(`todo.entry.${e.name}Hint`)}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
