import { CheckSquareOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/checklists', title: 'checklist.title', perm: 'checklist.view', page: () => import('./pages/Checklists') },
    { path: '/checklists/$id', title: 'checklist.one', perm: 'checklist.view', page: () => import('./pages/Checklist') },
  ],
  menu: [{ key: 'checklist.title', path: '/checklists', icon: CheckSquareOutlined, perm: 'checklist.view', order: 30, group: 'hazard' }],
}
export default room
