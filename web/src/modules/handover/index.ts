import { SendOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/handover', title: 'handover.title', perm: 'handover.view', page: () => import('./pages/Handover') }],
  menu: [{ key: 'handover.title', path: '/handover', icon: SendOutlined, perm: 'handover.view', order: 37, group: 'alarm' }],
}
export default room
