import { CloudUploadOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/federation', title: 'federation.title', perm: 'federation.view', page: () => import('./pages/Federation') }],
  menu: [{ key: 'federation.title', path: '/federation', icon: CloudUploadOutlined, perm: 'federation.view', order: 36, group: 'teach' }],
}
export default room
