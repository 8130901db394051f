import { AlertOutlined, AuditOutlined, EyeOutlined, HeartOutlined, SolutionOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/disputes', title: 'mediation.title', perm: 'mediation.named', page: () => import('./pages/Disputes') },
    { path: '/dispute-returns', title: 'mediation.returns', perm: 'mediation.view', page: () => import('./pages/Returns') },
    { path: '/risk-links', title: 'mediation.links', perm: 'mediation.links', page: () => import('./pages/Links') },
    { path: '/gate-notices', title: 'mediation.notices', perm: 'mediation.gate', page: () => import('./pages/Notices') },
    { path: '/police-notices', title: 'mediation.notices', perm: 'mediation.issue', page: () => import('./pages/Notices') },
    { path: '/care', title: 'mediation.care', perm: 'mediation.care', page: () => import('./pages/CareList') },
    { path: '/care-counts', title: 'mediation.careCounts', perm: 'mediation.care_counts', page: () => import('./pages/CareFigures') },
  ],
  menu: [
    { key: 'mediation.title', path: '/disputes', icon: SolutionOutlined, perm: 'mediation.named', order: 60, group: 'settle' },
    { key: 'mediation.returns', path: '/dispute-returns', icon: AuditOutlined, perm: 'mediation.view', order: 61, group: 'settle' },
    { key: 'mediation.links', path: '/risk-links', icon: AlertOutlined, perm: 'mediation.links', order: 62, group: 'settle' },
    { key: 'mediation.notices', path: '/gate-notices', icon: EyeOutlined, perm: 'mediation.gate', order: 63, group: 'settle' },
    { key: 'mediation.notices', path: '/police-notices', icon: EyeOutlined, perm: 'mediation.issue', order: 63, group: 'settle' },
    { key: 'mediation.care', path: '/care', icon: HeartOutlined, perm: 'mediation.care', order: 64, group: 'settle' },
    { key: 'mediation.careCounts', path: '/care-counts', icon: HeartOutlined, perm: 'mediation.care_counts', order: 64, group: 'settle' },
  ],
}
export default room
