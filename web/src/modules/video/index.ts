import { VideoCameraOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/video', title: 'video.title', perm: 'video.view', page: () => import('./pages/Video') }],
  menu: [{ key: 'video.title', path: '/video', icon: VideoCameraOutlined, perm: 'video.view', order: 25, group: 'alarm' }],
}
export default room
