import { ApartmentOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/cascade', title: 'cascade.title', perm: 'cascade.view', page: () => import('./pages/Cascade') }],
  menu: [{ key: 'cascade.title', path: '/cascade', icon: ApartmentOutlined, perm: 'cascade.view', order: 38, group: 'alarm' }],
}
export default room
