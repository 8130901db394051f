import { MobileOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/login', title: 'auth.login.title', bare: true, page: () => import('./pages/Login') },
    { path: '/setup', title: 'auth.setup.title', bare: true, page: () => import('./pages/Setup') },
    { path: '/account', title: 'auth.account.title', page: () => import('./pages/Account') },
    { path: '/people', title: 'auth.people.title', perm: 'auth.people.view', page: () => import('./pages/People') },
    { path: '/devices', title: 'auth.devices.title', perm: 'auth.devices.manage', page: () => import('./pages/Devices') },
  ],
  menu: [
    { key: 'auth.people.title', path: '/people', icon: TeamOutlined, perm: 'auth.people.view', order: 40, group: 'base' },
    { key: 'auth.devices.title', path: '/devices', icon: MobileOutlined, perm: 'auth.devices.manage', order: 50, group: 'base' },
    { key: 'auth.account.title', path: '/account', icon: UserOutlined, order: 90, group: 'system' },
  ],
}

export default room
