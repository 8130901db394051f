import { SoundOutlined } from '@ant-design/icons'
import { Banner } from './parts/Banner'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/safety-notices', title: 'notice.title', perm: 'notice.view', page: () => import('./pages/Notices') }],
  banner: { perm: 'notice.view', part: Banner },
  menu: [{ key: 'notice.title', path: '/safety-notices', icon: SoundOutlined, perm: 'notice.view', order: 12, group: 'daily' }],
}
export default room
