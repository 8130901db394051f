import { ApiOutlined, DashboardOutlined, FileSearchOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/equipment', title: 'device.title', perm: 'device.view', page: () => import('./pages/Devices') },
    { path: '/equipment/inputs', title: 'device.inputs', perm: 'device.replay', page: () => import('./pages/Inputs') },
    { path: '/equipment/import', title: 'device.import.title', perm: 'device.manage', page: () => import('./pages/ImportDevices') },
    { path: '/equipment/health', title: 'device.health.title', perm: 'device.view', page: () => import('./pages/Health') },
    { path: '/equipment/$id', title: 'device.one', perm: 'device.view', page: () => import('./pages/DevicePage') },
  ],
  menu: [
    { key: 'device.title', path: '/equipment', icon: ApiOutlined, perm: 'device.view', order: 25, group: 'alarm' },
    { key: 'device.health.title', path: '/equipment/health', icon: DashboardOutlined, perm: 'device.view', order: 26, group: 'alarm' },
    { key: 'device.inputs', path: '/equipment/inputs', icon: FileSearchOutlined, perm: 'device.replay', order: 27, group: 'alarm' },
  ],
}
export default room
