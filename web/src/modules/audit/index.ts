import { AuditOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/audit', title: 'audit.title', perm: 'audit.view', page: () => import('./pages/Audit') }],
  menu: [{ key: 'audit.title', path: '/audit', icon: AuditOutlined, perm: 'audit.view', order: 80, group: 'system' }],
}

export default room
