import { CalendarOutlined, CheckSquareOutlined, PieChartOutlined, SolutionOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/inspections', title: 'inspection.title', perm: 'inspection.view', page: () => import('./pages/Visits') },
    { path: '/inspections/rounds', title: 'inspection.rounds', perm: 'inspection.view', page: () => import('./pages/Rounds') },
    { path: '/inspections/rounds/$id', title: 'inspection.round', perm: 'inspection.view', page: () => import('./pages/RoundPage') },
    { path: '/inspections/rounds/$id/draw', title: 'inspection.draw', perm: 'inspection.take', page: () => import('./pages/DrawPage') },
    { path: '/inspections/calendar', title: 'inspection.calendar', perm: 'inspection.view', page: () => import('./pages/CalendarPage') },
    { path: '/inspections/coverage', title: 'inspection.coverage', perm: 'inspection.stats', page: () => import('./pages/CoveragePage') },
    { path: '/inspections/visits/$id', title: 'inspection.one', perm: 'inspection.view', page: () => import('./pages/VisitPage') },
    { path: '/inspections/visits/$id/print', title: 'inspection.forms', perm: 'inspection.view', page: () => import('./pages/VisitPrint') },
  ],
  menu: [
    { key: 'inspection.rounds', path: '/inspections/rounds', icon: SolutionOutlined, perm: 'inspection.view', order: 30, group: 'hazard' },
    { key: 'inspection.title', path: '/inspections', icon: CheckSquareOutlined, perm: 'inspection.view', order: 31, group: 'hazard' },
    { key: 'inspection.calendar', path: '/inspections/calendar', icon: CalendarOutlined, perm: 'inspection.view', order: 32, group: 'hazard' },
    { key: 'inspection.coverage', path: '/inspections/coverage', icon: PieChartOutlined, perm: 'inspection.stats', order: 33, group: 'hazard' },
  ],
}
export default room
