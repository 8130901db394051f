import { CameraOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/tipoffs', title: 'tipoff.title', perm: 'tipoff.view', page: () => import('./pages/Tipoffs') }],
  menu: [{ key: 'tipoff.title', path: '/tipoffs', icon: CameraOutlined, perm: 'tipoff.view', order: 36, group: 'hazard' }],
}
export default room
