import { AlertOutlined, BarChartOutlined, CarryOutOutlined, ClusterOutlined, PartitionOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/alarms', title: 'alarm.title', perm: 'alarm.view', page: () => import('./pages/Alarms') },
    { path: '/alarm-stats', title: 'alarm.proof.stats', perm: 'alarm.stats', page: () => import('./pages/AlarmStats') },
    { path: '/alarm-plans', title: 'alarm.plans.title', perm: 'alarm.plan', page: () => import('./pages/Plans') },
    { path: '/joint-tests', title: 'alarm.joint.title', perm: 'alarm.view', page: () => import('./pages/JointTests') },
    { path: '/joint-tests/$id/print', title: 'alarm.joint.record', perm: 'alarm.view', page: () => import('./pages/JointPrint') },
    { path: '/alarm-buttons', title: 'alarm.joint.tabs.buttons', perm: 'alarm.view', page: () => import('./pages/AlarmButtons') },
  ],
  menu: [
    { key: 'alarm.title', path: '/alarms', icon: AlertOutlined, perm: 'alarm.view', order: 20, group: 'alarm' },
    { key: 'alarm.plans.title', path: '/alarm-plans', icon: PartitionOutlined, perm: 'alarm.plan', order: 21, group: 'alarm' },
    { key: 'alarm.joint.menu', path: '/joint-tests', icon: CarryOutOutlined, perm: 'alarm.plan', order: 22, group: 'alarm' },
    { key: 'alarm.joint.tabs.buttons', path: '/alarm-buttons', icon: ClusterOutlined, perm: 'alarm.plan', order: 23, group: 'alarm' },
    { key: 'alarm.proof.stats', path: '/alarm-stats', icon: BarChartOutlined, perm: 'alarm.stats', order: 24, group: 'alarm' },
  ],
}
export default room
