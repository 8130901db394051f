import { SettingOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/settings', title: 'setting.title', perm: 'setting.view', page: () => import('./pages/Settings') }],
  menu: [{ key: 'setting.title', path: '/settings', icon: SettingOutlined, perm: 'setting.view', order: 80, group: 'system' }],
}

export default room
