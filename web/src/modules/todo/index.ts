import { HomeOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/home', title: 'todo.title', page: () => import('./pages/Home') }],
  menu: [{ key: 'todo.title', path: '/home', icon: HomeOutlined, order: 0, group: 'daily' }],
}

export default room
