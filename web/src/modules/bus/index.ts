import { CarOutlined, ProfileOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/bus', title: 'bus.title', perm: 'bus.view', page: () => import('./pages/Today') },
    { path: '/bus-ledger', title: 'bus.ledger', perm: 'bus.view', page: () => import('./pages/BusLedger') },
  ],
  menu: [
    { key: 'bus.title', path: '/bus', icon: CarOutlined, perm: 'bus.view', order: 45, group: 'daily' },
    { key: 'bus.ledger', path: '/bus-ledger', icon: ProfileOutlined, perm: 'bus.view', order: 46, group: 'daily' },
  ],
}
export default room
