import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown, Layout } from 'antd'
import { t, useLang } from '../ui/i18n'
import { can, useSession } from '../ui/session'
import { Bell } from './Bell'
import { switchLang } from './i18n'

/** Who may work at the desk and who carries the alarm button: an entry is offered only to them. */
const deskPerm = 'alarm.accept'
const phonePerm = 'alarm.raise'

export function Header({ openMenu }: { openMenu?: () => void }) {
  const { me, logOut } = useSession()
  const lang = useLang()
  return (
    <Layout.Header className="top">
      {openMenu && <Button type="text" icon={<MenuOutlined />} aria-label={t('app.openMenu')} onClick={openMenu} />}
      <span className="top-space" />
      {can(me, deskPerm) && <a href="/desk">{t('app.desk')}</a>}
      {can(me, phonePerm) && <a href="/phone">{t('app.phone')}</a>}
      <Button type="text" lang={lang === 'zh' ? 'en' : 'zh-CN'} onClick={() => void switchLang(lang === 'zh' ? 'en' : 'zh')}>
        {lang === 'zh' ? 'English' : '中文'}
      </Button>
      <Bell />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', type: 'group', label: `${me.person.name} · ${me.person.unit}` },
            { key: 'account', icon: <UserOutlined />, label: <a href="/account">{t('auth.account.title')}</a> },
            { key: 'out', icon: <LogoutOutlined />, label: t('app.logOut'), onClick: () => void logOut() },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} className="who">
          <span className="who-name">{me.person.name}</span>
          <span className="who-unit dim">{me.person.unit}</span>
        </Button>
      </Dropdown>
    </Layout.Header>
  )
}
