import { MailOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/letters', title: 'letter.title', perm: 'letter.view', page: () => import('./pages/Letters') }],
  menu: [{ key: 'letter.title', path: '/letters', icon: MailOutlined, perm: 'letter.view', order: 58, group: 'teach' }],
}
export default room
