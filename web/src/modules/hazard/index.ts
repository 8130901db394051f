import { AlertOutlined, ReadOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/hazards', title: 'hazard.title', perm: 'hazard.view', page: () => import('./pages/Hazards') },
    { path: '/hazard-rules', title: 'hazard.rulesTitle', perm: 'hazard.view', page: () => import('./pages/Rules') },
    { path: '/hazards/$id', title: 'hazard.one', perm: 'hazard.view', page: () => import('./pages/HazardPage') },
    { path: '/hazards/$id/fix', title: 'hazard.fixTitle', perm: 'hazard.view', page: () => import('./pages/Fix') },
    { path: '/hazards/$id/verify', title: 'hazard.verifyTitle', perm: 'hazard.view', page: () => import('./pages/Verify') },
  ],
  menu: [
    { key: 'hazard.title', path: '/hazards', icon: AlertOutlined, perm: 'hazard.view', order: 22, group: 'hazard' },
    { key: 'hazard.rulesTitle', path: '/hazard-rules', icon: ReadOutlined, perm: 'hazard.rules', order: 60, group: 'hazard' },
  ],
}
export default room
