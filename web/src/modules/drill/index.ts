import { FundOutlined, ThunderboltOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/drills', title: 'drill.title', perm: 'drill.view', page: () => import('./pages/Drills') },
    { path: '/drill-stats', title: 'drill.compliance', perm: 'drill.stats', page: () => import('./pages/DrillStats') },
    { path: '/drills/$id', title: 'drill.one', perm: 'drill.view', page: () => import('./pages/DrillPage') },
    { path: '/drills/$id/print', title: 'drill.print', perm: 'drill.view', page: () => import('./pages/DrillPrint') },
  ],
  menu: [
    { key: 'drill.title', path: '/drills', icon: ThunderboltOutlined, perm: 'drill.view', order: 40, group: 'teach' },
    { key: 'drill.compliance', path: '/drill-stats', icon: FundOutlined, perm: 'drill.stats', order: 41, group: 'teach' },
  ],
}
export default room
