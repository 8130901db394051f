import { AlertOutlined, PartitionOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/alarms', title: 'alarm.title', perm: 'alarm.view', page: () => import('./pages/Alarms') },
    { path: '/alarm-plans', title: 'alarm.plans.title', perm: 'alarm.plan', page: () => import('./pages/Plans') },
  ],
  menu: [
    { key: 'alarm.title', path: '/alarms', icon: AlertOutlined, perm: 'alarm.view', order: 20, group: 'daily' },
    { key: 'alarm.plans.title', path: '/alarm-plans', icon: PartitionOutlined, perm: 'alarm.plan', order: 21, group: 'daily' },
  ],
}
export default room
