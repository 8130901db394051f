import { AlertOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [{ path: '/alarms', title: 'alarm.title', perm: 'alarm.view', page: () => import('./pages/Alarms') }],
  menu: [{ key: 'alarm.title', path: '/alarms', icon: AlertOutlined, perm: 'alarm.view', order: 20, group: 'daily' }],
}
export default room
