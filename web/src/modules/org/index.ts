import { BankOutlined, ClusterOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/schools', title: 'org.title', perm: 'org.view', page: () => import('./pages/Schools') },
    { path: '/schools/import', title: 'org.importTitle', perm: 'org.import', page: () => import('./pages/Import') },
    { path: '/agencies', title: 'org.agencies', perm: 'org.view', page: () => import('./pages/Agencies') },
    { path: '/areas', title: 'org.areas', perm: 'org.view', page: () => import('./pages/Areas') },
  ],
  menu: [
    { key: 'org.title', path: '/schools', icon: BankOutlined, perm: 'org.view', order: 10, group: 'base' },
    { key: 'org.agencies', path: '/agencies', icon: ClusterOutlined, perm: 'org.view', order: 20, group: 'base' },
  ],
}
export default room
