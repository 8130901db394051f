import { BarChartOutlined, FileTextOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

/** Papers, workbooks and numbers of the ledger: the second half of the room of hazards. */
const room: Room = {
  routes: [
    { path: '/hazards/numbers', title: 'hazardBook.numbers', perm: 'hazard.stats', page: () => import('./pages/Numbers') },
    { path: '/hazards/rechecks', title: 'hazardBook.draws', perm: 'hazard.stats', page: () => import('./pages/Rechecks') },
    { path: '/hazards/import', title: 'hazardBook.importTitle', perm: 'hazard.import', page: () => import('./pages/ImportLedger') },
    { path: '/hazards/$id/papers', title: 'hazardBook.papers', page: () => import('./pages/HazardPapersPage') },
    { path: '/hazards/$id/notice', title: 'hazardBook.notice', perm: 'hazard.notice', page: () => import('./pages/NoticePage') },
    { path: '/papers/$id/reply', title: 'hazardBook.replyTitle', page: () => import('./pages/ReplyPage') },
  ],
  menu: [
    { key: 'hazardBook.numbers', path: '/hazards/numbers', icon: BarChartOutlined, perm: 'hazard.stats', order: 41, group: 'hazard' },
    { key: 'paper.title', path: '/papers', icon: FileTextOutlined, perm: 'hazard.view', order: 42, group: 'hazard' },
  ],
}
export default room
