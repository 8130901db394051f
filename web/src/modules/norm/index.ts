import { BookOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/norms', title: 'norm.title', perm: 'norm.view', page: () => import('./pages/Norms') }],
  menu: [{ key: 'norm.title', path: '/norms', icon: BookOutlined, perm: 'norm.view', order: 40, group: 'base' }],
}
export default room
